import { type ActionRequest, findAction, hasEnded, isSealed, type CancelRequest } from '@drydock/contracts';
import { enqueue, inTransaction, type OutboxRelay, type Received, type Sql } from '@drydock/messaging';
import {
  conflict,
  type Database,
  invalid,
  notFound,
  SealError,
  type SealKeys,
  type SecretHmac,
} from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ActionRow } from './action.entity.js';
import type { ActionRunner } from './action-runner.js';
import type { ActionServiceDefinition } from './action-service.js';
import type { ActionStore, AcceptedAction } from './action.store.js';
import { cancelledAhead, noteCancelsAhead } from './cancelled-ahead.js';
import { isUuid, type CommandCheck, type CompleteRequest } from './command-check.js';
import { hmacsOf, secretPathsOf, withSecretsHidden, withSecretsOpened, withSecretsSealed } from './request-secrets.js';
import { messageAbout } from './result-messages.js';

export interface AcceptanceParts {
  readonly definition: ActionServiceDefinition;
  readonly database: Database;
  readonly check: CommandCheck;
  readonly store: ActionStore;
  readonly runner: ActionRunner;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly keys: SealKeys;
  readonly hmac: SecretHmac;
  readonly now: () => number;
}

/** Where a request came from: the task it is part of, the trace it belongs to. */
export interface Origin {
  readonly taskId: string | null;
  readonly traceparent: string | null;
}

/** A request and what its secrets are compared by. */
interface Compared {
  readonly request: ActionRequest;
  readonly secretHmacs: Readonly<Record<string, string>>;
}

/** Takes requests in, from REST and from NATS, so that the runner finds them as rows. */
export class ActionAcceptance {
  constructor(private readonly parts: AcceptanceParts) {}

  /** Takes a batch of commands in. One whose id is known is answered from its row. */
  async acceptCommands(batch: readonly Received<CompleteRequest>[]): Promise<void> {
    const actions = batch.map(({ body, headers }) => this.complete(body, originOf(headers)));
    await this.takeIn(actions, (transaction, fresh) =>
      this.answerKnown(
        transaction,
        batch.filter(({ body }) => !fresh.has(body.id)),
      ),
    );
  }

  /** Takes a request in that came over REST. The same id with the same content is the same request. */
  async acceptRequest(body: unknown, origin: Origin): Promise<{ row: ActionRow; created: boolean }> {
    const parsed = this.parts.check.request(body);
    if (!parsed.ok) throw invalid(parsed.complaints);
    const request = { ...parsed.value, id: parsed.value.id ?? randomUUID() };
    const paths = this.secretPaths(request);
    const secretHmacs = hmacsOf(await this.opened(request), paths, this.parts.hmac);
    const asked = { request, secretHmacs };

    const known = await this.parts.store.find(request.id);
    if (known) return { row: await this.sameRequest(known, asked), created: false };
    const sealed: CompleteRequest = { ...(await withSecretsSealed(request, paths, this.parts.keys)), id: request.id };
    const action = { ...this.complete(sealed, origin), secretHmacs };
    const fresh = await this.takeIn([action]);
    const row = await this.parts.store.find(request.id);
    if (!row) throw notFound(`action ${request.id}`);
    // Somebody else may have used the id in the same moment.
    return fresh.has(row.id) ? { row, created: true } : { row: await this.sameRequest(row, asked), created: false };
  }

  /** Asks actions to stop, those too that have not come yet. Answers those that it changed. */
  async cancel(requests: readonly CancelRequest[]): Promise<ActionRow[]> {
    const { database, relay, runner } = this.parts;
    await noteCancelsAhead(database.pool, requests);
    const rows = await inTransaction(database.pool, (transaction) => this.stop(transaction, requests));
    relay.wake();
    runner.wake();
    return rows;
  }

  /**
   * Writes actions, ends those whose cancel was here before them, and lets the others begin. `also` is done in the same
   * transaction. Answers the ids that are new.
   */
  private async takeIn(
    actions: readonly AcceptedAction[],
    also: (transaction: Sql, fresh: ReadonlySet<string>) => Promise<void> = async () => undefined,
  ): Promise<ReadonlySet<string>> {
    const { store, database, runner, relay } = this.parts;
    let fresh: ReadonlySet<string> = new Set();
    await runner.whileAccepting(actions.length, (claim) =>
      inTransaction(database.pool, async (transaction) => {
        const cancels = await cancelledAhead(transaction, idsOf(actions));
        const cancelled = new Set(cancels.map(({ id }) => id));
        const wanted = actions.filter(({ id }) => !cancelled.has(id));
        const rows = await store.accept(transaction, actions, await claim?.take(transaction, wanted));
        fresh = new Set(rows.map(({ id }) => id));
        if (cancels.length > 0) await this.stop(transaction, cancels);
        await also(transaction, fresh);
        return (await claim?.begun(transaction, actions, rows)) ?? [];
      }),
    );
    await this.catchUpWithCancels(actions);
    relay.wake();
    return fresh;
  }

  private async answerKnown(transaction: Sql, again: readonly Received<CompleteRequest>[]): Promise<void> {
    if (again.length === 0) return;
    const rows = await this.parts.store.findMany(
      transaction,
      again.map(({ body }) => body.id),
    );
    const time = new Date(this.parts.now());
    await enqueue(
      transaction,
      rows.map((row) => answerAgain(messageAbout(this.parts.definition.service, row, time), again, row)),
    );
  }

  private async stop(transaction: Sql, requests: readonly CancelRequest[]): Promise<ActionRow[]> {
    const { store, definition, now } = this.parts;
    const stopped: ActionRow[] = [];
    for (const { id, reason } of requests)
      stopped.push(...(await store.stop(transaction, [id], { kind: 'cancelled', reason })));
    await enqueue(
      transaction,
      stopped.map((row) => messageAbout(definition.service, row, new Date(now()))),
    );
    return stopped;
  }

  /** A cancel that came while the actions were being written saw none of them, and they did not see it. */
  private async catchUpWithCancels(actions: readonly AcceptedAction[]): Promise<void> {
    const { pool } = this.parts.database;
    const cancels = await cancelledAhead(pool, idsOf(actions));
    if (cancels.length > 0) await inTransaction(pool, (transaction) => this.stop(transaction, cancels));
  }

  private secretPaths({ action }: ActionRequest) {
    return secretPathsOf(this.parts.definition.service, action);
  }

  private complete(request: CompleteRequest, origin: Origin): AcceptedAction {
    const { service, keyOf, partOf } = this.parts.definition;
    const timeoutSeconds = request.timeoutSeconds ?? findAction(service, request.action)?.timeoutSeconds ?? 300;
    const part = partOf?.(request) ?? null;
    return { id: request.id, request, key: keyOf(request), part, timeoutSeconds, ...origin };
  }

  /** With secrets in plain, for a moment. A seal that this service cannot open is found at the door, not in the middle of the night. */
  private async opened(request: ActionRequest): Promise<ActionRequest> {
    try {
      return await withSecretsOpened(request, this.secretPaths(request), this.parts.keys);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      const path = isSealed(request.target['credential']) ? 'target.credential' : 'parameters';
      throw invalid([{ path, message: `${error.message} ${error.advice}` }]);
    }
  }

  private async sameRequest(known: ActionRow, asked: Compared): Promise<ActionRow> {
    const secretHmacs = known.secretHmacs ?? (await this.hmacsOfCommand(known));
    const [before, now] = [{ request: known.request, secretHmacs }, asked].map((one) => this.comparable(one));
    if (isDeepStrictEqual(before, now)) return known;
    throw conflict(`The id ${known.id} was used before, for another ${known.name}: choose a new one.`);
  }

  /** Opening takes longer than all else that is done for a command, so it is done only for those that are compared. */
  private async hmacsOfCommand({ id, name, request }: ActionRow): Promise<Record<string, string>> {
    const { keys, hmac } = this.parts;
    const paths = this.secretPaths(request);
    try {
      return hmacsOf(await withSecretsOpened(request, paths, keys), paths, hmac);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      throw conflict(
        `The id ${id} was used before, for ${name} with a secret that cannot be compared any more: choose a new one.`,
      );
    }
  }

  /** Everything that makes a request what it is, each secret by its HMAC. */
  private comparable({ request, secretHmacs }: Compared): unknown {
    const { action, node, target, parameters } = withSecretsHidden(request, this.secretPaths(request));
    const compared = { action, node: node ?? null, target, parameters: parameters ?? {}, secretHmacs };
    return JSON.parse(JSON.stringify(compared));
  }
}

const idsOf = (actions: readonly AcceptedAction[]): string[] => actions.map(({ id }) => id);

export const originOf = (headers: Readonly<Record<string, string | undefined>>): Origin => {
  const taskId = headers['drydock-task'];
  return { taskId: isUuid(taskId) ? taskId : null, traceparent: headers['traceparent'] ?? null };
};

/** The answer to a command that came again: not a repetition to JetStream, or it would be swallowed. */
function answerAgain(
  message: ReturnType<typeof messageAbout>,
  commands: readonly Received<CompleteRequest>[],
  row: ActionRow,
): ReturnType<typeof messageAbout> {
  const asked = commands.find(({ body }) => body.id === row.id)?.headers['Nats-Msg-Id'] ?? randomUUID();
  const suffix = hasEnded(row.state) ? 'result' : 'progress';
  return { ...message, headers: { ...message.headers, 'Nats-Msg-Id': `${asked}-${suffix}-${row.revision}` } };
}
