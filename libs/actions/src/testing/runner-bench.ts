import { createTestDatabase } from '@drydock/local-servers/testing';
import { messagingMigrations } from '@drydock/messaging';
import { Database, Log, Metrics, SealKeys, SecretHmac } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionAcceptance } from '../action-acceptance.js';
import { ActionRow, TargetRow } from '../action.entity.js';
import { ActionRunner } from '../action-runner.js';
import { addressOf, type ActionServiceDefinition } from '../action-service.js';
import { ActionStore } from '../action.store.js';
import { CommandCheck } from '../command-check.js';
import { actionMigrations } from '../migrations.js';
import { RunnerMetrics } from '../runner.metrics.js';
import type { RunnerSettings } from '../runner.settings.js';
import { ServiceProcess } from './process.js';
import { describeMeeting, Ledger, scriptedDriver, type moves } from './scripted.driver.js';

export interface Asked {
  readonly key: string;
  /** Ethernet1 when left out. */
  readonly port?: string;
  readonly script: readonly (typeof moves)[number][];
  readonly takesMilliseconds?: number;
  readonly timeoutSeconds?: number;
  readonly deadline?: Date;
}

export interface StartedRunner {
  readonly process: ServiceProcess;
  readonly runner: ActionRunner;
  readonly acceptance: ActionAcceptance;
}

const quick = { graceSeconds: 0.4, lease: { seconds: 1, renewSeconds: 0.2, abortSeconds: 0.4 } };

/** Runners over one real database with a scripted driver; nothing is sent, so that the outbox keeps every message. */
export class RunnerBench {
  readonly ledger = new Ledger();
  private readonly started: StartedRunner[] = [];

  private constructor(
    readonly database: Database,
    private readonly drop: () => Promise<void>,
    private readonly secrets: { readonly keys: SealKeys; readonly hmac: SecretHmac },
  ) {}

  /** With a database and keys of its own, which go when it is closed. */
  static async open(): Promise<RunnerBench> {
    const [test, directory] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'drydock-'))]);
    const database = await Database.open({
      url: test.url,
      name: 'runner-bench',
      connections: 40,
      entities: [ActionRow, TargetRow],
      migrations: [...messagingMigrations, ...actionMigrations],
      onError: () => undefined,
    });
    const sealKeyFile = join(directory, 'seal.key');
    const [keys, hmac] = await Promise.all([SealKeys.open(sealKeyFile), SecretHmac.open(sealKeyFile)]);
    const drop = async (): Promise<void> => {
      await database.close();
      await test.drop();
      await rm(directory, { recursive: true });
    };
    return new RunnerBench(database, drop, { keys, hmac });
  }

  start(
    name: string,
    more: Partial<RunnerSettings & Pick<ActionServiceDefinition, 'lanes' | 'restSecondsOf'>> = {},
  ): StartedRunner {
    const process = new ServiceProcess(name, this.database);
    const { lanes = 1, restSecondsOf, ...settings } = more;
    const definition: ActionServiceDefinition = {
      service: 'network',
      drivers: new Map([['scripted', scriptedDriver(process, this.ledger)]]),
      keyOf: addressOf,
      lanes,
      restSecondsOf,
      partOf: ({ parameters }) => String(parameters?.['port']),
    };
    const common = { definition, database: process.database, relay: { wake: () => undefined }, ...this.secrets };
    const log = Log.create('runner-bench', 'silent');
    const runner = new ActionRunner(
      { ...common, log, metrics: new RunnerMetrics(new Metrics('runner-bench')) },
      {
        holder: `${name}-${randomUUID()}`,
        maximumRunning: 64,
        ...quick,
        now: process.now,
        elapsed: process.elapsed,
        random: () => 0,
        keepCancelsDays: 14,
        ...settings,
      },
    );
    const acceptance = new ActionAcceptance({
      ...common,
      check: new CommandCheck(definition),
      store: new ActionStore(process.database),
      runner,
      now: process.now,
    });
    runner.start();
    const started = { process, runner, acceptance };
    this.started.push(started);
    return started;
  }

  /** Hands a command to a process, as it comes from the stream. */
  ask({ acceptance }: StartedRunner, asked: Asked, id: string = randomUUID()): Promise<string> {
    const { key, port = 'Ethernet1', script, takesMilliseconds, timeoutSeconds = 5, deadline } = asked;
    const body = {
      id,
      action: 'InterrogatePort',
      node: 'node01',
      target: { type: 'scripted', address: key, options: { script, takesMilliseconds } },
      parameters: { port },
      timeoutSeconds,
      deadline: deadline?.toISOString(),
    };
    const message = { subject: 'drydock.network.command.InterrogatePort', id, headers: {}, body };
    return acceptance.acceptCommands([message]).then(() => id);
  }

  async find(id: string): Promise<ActionRow> {
    const row = await this.database.dataSource.getRepository(ActionRow).findOneBy({ id });
    if (!row) throw new Error(`there is no action ${id}`);
    return row;
  }

  /** The row of an action once it has ended, by asking for it until then. */
  async ended(id: string, withinMilliseconds = 10_000): Promise<ActionRow> {
    const until = performance.now() + withinMilliseconds;
    while (performance.now() < until) {
      const row = await this.find(id);
      if (row.finishedAt !== null) return row;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`not ended within ${withinMilliseconds} ms: ${JSON.stringify(await this.find(id))}`);
  }

  /** The results of an action that were written to be sent. */
  async results(id: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ subject: string }>(
      `select subject from outbox where subject like 'drydock.network.result.%' and body->>'id' = $1`,
      [id],
    );
    return rows.map(({ subject }) => subject);
  }

  /** How many results of an action tell of its end, those left out that answer a command that came again. */
  async endsTold(id: string): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: number }>(
      `select count(*)::integer as count from outbox
       where subject like 'drydock.network.result.%' and body->>'id' = $1
         and headers->>'Nats-Msg-Id' = $1 || '-' || (body->>'revision')`,
      [id],
    );
    return rows[0]?.count ?? 0;
  }

  /** In words, what was called twice at a time without excuse; of an action that was left running everyone was told. */
  async unexcused(keys: readonly string[]): Promise<string[]> {
    const met = this.ledger.meetings.filter(({ first, excused }) => !excused && keys.includes(first.key));
    const known = await Promise.all(met.map(({ first }) => this.find(first.action)));
    return met.filter((_, index) => known[index]?.failure?.leftRunning !== true).map(describeMeeting);
  }

  /** Ends every runner, as kill -9 would. */
  async killAll(): Promise<void> {
    for (const { process } of this.started) process.kill();
    await Promise.all(this.started.map(({ runner }) => runner.stop(0).catch(() => undefined)));
    this.started.length = 0;
  }

  async close(): Promise<void> {
    await this.killAll();
    await this.drop();
  }
}
