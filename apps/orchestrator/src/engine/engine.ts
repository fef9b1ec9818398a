import { messageTypes, subjects, type ActionRecord, type ActionService } from '@drydock/contracts';
import { enqueue, envelope, inTransaction, type OutboxRelay, type OutgoingMessage, type Sql } from '@drydock/messaging';
import type { Log } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { taskOutcomeOf } from '../domain/task-outcome.js';
import { applyFailure, applyResult, type ActionEnd, type Walk } from '../domain/walk.js';
import type { TaskState } from '../persistence/entities.js';
import type { AwaitedActionStore } from './awaited-action.store.js';
import type { EventStore, NewEvent } from './event.store.js';
import { commandMessage, type Mover, type ReachQuestion } from './mover.js';
import type { TaskStore } from './task.store.js';
import type { WalkStore } from './walk.store.js';

export interface EngineParts {
  readonly pool: Pool;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly mover: Mover;
  readonly walks: WalkStore;
  readonly tasks: TaskStore;
  readonly awaited: AwaitedActionStore;
  readonly events: EventStore;
  readonly log: Log;
  readonly now: () => Date;
  /** Asks whether targets can be reached; the answers come back as results. */
  readonly askReach: (questions: readonly ReachQuestion[]) => void;
  /** There is something new in the log of events. */
  readonly onEvents: () => void;
}

const walksStartedAtOnce = 500;
const sentAgainAtOnce = 500;

/**
 * Moves tasks by the results of actions. Any replica may handle any result; nothing is kept in memory; a message
 * handled twice changes nothing. Joins over walks are made in a transaction of their own, after the walks have committed.
 */
export class Engine {
  constructor(private readonly parts: EngineParts) {}

  /** Ends of actions, a batch at a time. Those of steps that do not wait for them move nothing. */
  async onResults(ends: readonly (ActionEnd & Pick<ActionRecord, 'id'>)[]): Promise<void> {
    const byId = new Map(ends.map((end) => [end.id, end]));
    const ended = await this.moveWalks(
      (transaction) => this.parts.walks.lockByActions(transaction, [...byId.keys()]),
      (walk, world) => {
        const applied = awaitedIn(walk).filter((id) => {
          const end = byId.get(id);
          return end !== undefined && applyResult(walk, id, { end, world });
        });
        return applied.length > 0;
      },
    );
    // As long as no walk ends, no node is let go and no task is done.
    if (ended > 0) await this.join();
  }

  /** Starts what waits, ends what has ended. Run after every change and, in case one was missed, by the sweeper. */
  async join(): Promise<void> {
    await this.endTasks();
    for (;;) {
      const started = await this.startWalks();
      if (started < walksStartedAtOnce) break;
    }
  }

  /** Cancels a task: what was not begun ends, what is under way is stopped and taken back. False when it has ended. */
  async cancel(taskId: string, reason: string): Promise<boolean> {
    const { tasks, walks, events } = this.parts;
    let found = true;
    await this.moveWalks(
      async (transaction) => {
        found = await tasks.cancelTask(transaction, taskId, reason);
        if (!found) return [];
        const locked = await walks.lock(transaction, await tasks.runningWalks(transaction, taskId));
        await enqueue(transaction, await this.cancelMessages(transaction, taskId, reason));
        await events.append(transaction, [stateChange(taskId, 'stopping')]);
        return locked;
      },
      () => true,
    );
    await this.join();
    return found;
  }

  /** Lets a task begin nothing new, or go on where it was. False when it is not in the state for that. */
  async setPaused(taskId: string, to: 'paused' | 'running'): Promise<boolean> {
    const { tasks, walks, events } = this.parts;
    let changed = false;
    await this.moveWalks(
      async (transaction) => {
        changed = await tasks.setPaused(transaction, taskId, to);
        if (!changed) return [];
        const locked = await walks.lock(transaction, await tasks.runningWalks(transaction, taskId));
        await events.append(transaction, [stateChange(taskId, to)]);
        return locked;
      },
      () => true,
    );
    await this.join();
    return changed;
  }

  /** Sends commands again that nobody has answered. The broker is never their last trace. */
  async sendAgain(): Promise<void> {
    const { pool, awaited, relay, now, log } = this.parts;
    const unanswered = await inTransaction(pool, async (transaction) => {
      const rows = await awaited.takeUnanswered(transaction, sentAgainAtOnce);
      const messages = rows.map(({ actionId, service, action, node, taskId, sends, command }) =>
        commandMessage({
          command: { service, action, body: { ...command, id: actionId } },
          node,
          taskId,
          sends,
          time: now(),
        }),
      );
      await enqueue(transaction, messages);
      return rows;
    });
    if (unanswered.length === 0) return;
    relay.wake();
    log.warn('commands without an answer were sent again', { commands: unanswered.length });
  }

  /** Fails steps that are silent past their deadline. */
  async failSilent(): Promise<void> {
    const { awaited, walks, pool } = this.parts;
    const silent = await awaited.silentWalks(pool);
    if (silent.length === 0) return;
    let steps = new Set<string>();
    await this.moveWalks(
      async (transaction) => {
        const locked = await walks.lock(transaction, silent);
        steps = await awaited.silentSteps(transaction, silent);
        return locked;
      },
      (walk) => {
        const late = walk.steps.filter(({ id, state }) => state === 'sent' && steps.has(id));
        for (const step of late) {
          applyFailure(walk, step, {
            kind: 'timed-out',
            message: `${walk.node ?? 'the site'}: ${step.name} was never answered`,
            evidence: [`asked ${step.try} times with a new action`],
            advice: 'See whether the service that should have done it is up, and what its log says.',
            leftRunning: true,
          });
        }
        return late.length > 0;
      },
    );
    await this.join();
  }

  /** Answers how many walks ended by it. */
  private async moveWalks(
    lock: (transaction: Sql) => ReturnType<WalkStore['lock']>,
    prepare: Parameters<Mover['move']>[2],
  ): Promise<number> {
    const { mover, pool, walks } = this.parts;
    const { locked, questions, ended } = await inTransaction(pool, async (transaction) => {
      const all = await lock(transaction);
      return { locked: all, ...(await mover.move(transaction, all, prepare)) };
    });
    walks.keepAtHand(locked);
    this.parts.relay.wake();
    this.parts.onEvents();
    this.parts.askReach(questions);
    return ended;
  }

  private async startWalks(): Promise<number> {
    let started = 0;
    await this.moveWalks(
      async (transaction) => {
        const ids = await this.parts.tasks.startWalks(transaction, walksStartedAtOnce);
        started = ids.length;
        return this.parts.walks.lock(transaction, ids);
      },
      () => true,
    );
    return started;
  }

  private async endTasks(): Promise<void> {
    const { pool, tasks, events, log } = this.parts;
    const ended = await inTransaction(pool, async (transaction) => {
      const finished = (await tasks.finishedTasks(transaction)).map(({ id, outcomes }) => ({
        id,
        outcome: taskOutcomeOf(outcomes),
      }));
      for (const { id, outcome } of finished) await tasks.endTask(transaction, id, outcome);
      await events.append(
        transaction,
        finished.map(({ id, outcome }) => ({
          taskId: id,
          node: null,
          kind: 'task-changed',
          body: { state: 'ended', outcome },
        })),
      );
      return finished;
    });
    for (const { id, outcome } of ended) log.info('task ended', { task: id, outcome });
    if (ended.length > 0) this.parts.onEvents();
  }

  private async cancelMessages(transaction: Sql, taskId: string, reason: string): Promise<OutgoingMessage[]> {
    const { rows } = await transaction.query<{ actionId: string; service: ActionService; node: string | null }>({
      text: `select s.action_id as "actionId", s.service, s.node from step s join walk w on w.id = s.walk_id
             where w.task_id = $1 and s.state = 'sent' and s.undoes is null and s.service is not null and w.state = 'running'`,
      values: [taskId],
    });
    return rows.map(({ actionId, service, node }) =>
      envelope({
        subject: subjects.cancel(service),
        id: randomUUID(),
        source: 'orchestrator',
        type: messageTypes.cancel(service),
        about: node ?? 'site',
        time: this.parts.now(),
        taskId,
        body: { id: actionId, reason },
      }),
    );
  }
}

const stateChange = (taskId: string, state: TaskState): NewEvent => ({
  taskId,
  node: null,
  kind: 'task-changed',
  body: { state },
});

/** The ids of the actions that a walk waits for. */
const awaitedIn = ({ steps }: Walk): string[] =>
  steps.flatMap(({ state, actionId }) => (state === 'sent' && actionId !== null ? [actionId] : []));
