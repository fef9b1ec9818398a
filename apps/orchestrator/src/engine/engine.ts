import type { ActionRecord } from '@drydock/contracts';
import { enqueue, inTransaction, type OutboxRelay, type Sql } from '@drydock/messaging';
import type { Log } from '@drydock/service';
import type { Pool } from 'pg';
import { taskOutcomeOf, type TaskState } from '../domain/task-outcome.js';
import { applyFailure, applyResult, type ActionEnd, type Walk } from '../domain/walk.js';
import type { AwaitedActionStore } from './awaited-action.store.js';
import { cancelMessages } from './cancel-messages.js';
import type { EventStore, NewEvent } from './event.store.js';
import { commandMessage, type Mover, type ReachQuestion, type ToMove } from './mover.js';
import type { RolloutStore, StoppedTask } from './rollout.store.js';
import { notBegun, stateChange, stopped } from './told.js';
import type { TaskStore } from './task.store.js';
import type { WalkStore } from './walk.store.js';

export interface EngineParts {
  readonly pool: Pool;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly mover: Mover;
  readonly walks: WalkStore;
  readonly tasks: TaskStore;
  readonly rollouts: RolloutStore;
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
const nothing: ToMove = { walks: [], told: [] };

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
      async (transaction) => ({ walks: await this.parts.walks.lockByActions(transaction, [...byId.keys()]), told: [] }),
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
    let more = true;
    while (more) more = await this.startWalks();
    await this.endTasks();
  }

  /** Cancels a task: what was not begun ends, what is under way is stopped and taken back. False when it has ended. */
  async cancel(taskId: string, reason: string): Promise<boolean> {
    const { tasks, walks } = this.parts;
    let found = false;
    await this.moveWalks(
      async (transaction) => {
        const unbegun = await tasks.cancelTask(transaction, taskId, reason);
        if (unbegun === null) return nothing;
        found = true;
        const locked = await walks.lock(transaction, await tasks.runningWalks(transaction, taskId));
        await enqueue(transaction, await cancelMessages(transaction, { taskId, reason, now: this.parts.now() }));
        return { walks: locked, told: [stateChange(taskId, 'stopping'), ...unbegun.map(notBegun)] };
      },
      () => true,
    );
    await this.join();
    return found;
  }

  /** Lets a task begin nothing new, or go on where it was. False when it is not in the state for that. */
  async setPaused(taskId: string, to: 'paused' | 'running'): Promise<boolean> {
    const { tasks, walks } = this.parts;
    let state: TaskState | null = null;
    await this.moveWalks(
      async (transaction) => {
        state = await tasks.setPaused(transaction, taskId, to);
        if (state === null) return nothing;
        const locked = await walks.lock(transaction, await tasks.runningWalks(transaction, taskId));
        return { walks: locked, told: [stateChange(taskId, state)] };
      },
      () => true,
    );
    await this.join();
    return state !== null;
  }

  /** Changes what is said of a node, and moves by it what is under way there. The change answers what it has to tell. */
  async changeNode(node: string, change: (transaction: Sql) => Promise<NewEvent[]>): Promise<void> {
    const { tasks, walks } = this.parts;
    await this.moveWalks(
      async (transaction) => {
        const told = await change(transaction);
        return { walks: await walks.lock(transaction, await tasks.runningWalksAt(transaction, node)), told };
      },
      () => true,
    );
    await this.join();
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
        return { walks: locked, told: [] };
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

  /** Moves walks that nobody is going to move: a walk that began while it was paused, just when that was taken back. */
  async moveStalled(): Promise<void> {
    const { tasks, walks, pool } = this.parts;
    const stalled = await tasks.stalledWalks(pool);
    if (stalled.length === 0) return;
    await this.moveWalks(
      async (transaction) => ({ walks: await walks.lock(transaction, stalled), told: [] }),
      (walk) => walk.state !== 'ended' && awaitedIn(walk).length === 0,
    );
    await this.join();
  }

  /** Answers how many walks ended by it. */
  private async moveWalks(
    lock: (transaction: Sql) => Promise<ToMove>,
    prepare: Parameters<Mover['move']>[2],
  ): Promise<number> {
    const { mover, pool, walks } = this.parts;
    const { locked, questions, ended } = await inTransaction(pool, async (transaction) => {
      const toMove = await lock(transaction);
      return { locked: toMove.walks, ...(await mover.move(transaction, toMove, prepare)) };
    });
    walks.keepAtHand(locked);
    this.parts.relay.wake();
    this.parts.onEvents();
    this.parts.askReach(questions);
    return ended;
  }

  /** Answers whether there may be more to start. */
  private async startWalks(): Promise<boolean> {
    const { tasks, walks, rollouts, log } = this.parts;
    let stops: readonly StoppedTask[] = [];
    let more = false;
    const ended = await this.moveWalks(
      async (transaction) => {
        const lockedTasks = await rollouts.lockTasks(transaction);
        stops = await rollouts.stopFailing(transaction, lockedTasks);
        const { started, leftOut } = await tasks.startWalks(transaction, walksStartedAtOnce, lockedTasks);
        more = started.length === walksStartedAtOnce || leftOut.length > 0;
        const told = [...stops.flatMap(stopped), ...leftOut.map(notBegun)];
        return { walks: await walks.lock(transaction, started), told };
      },
      () => true,
    );
    for (const { id, reason } of stops) log.warn('a task goes no further', { task: id, reason });
    return more || ended > 0;
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
        finished.map(({ id, outcome }) => stateChange(id, 'ended', outcome)),
      );
      return finished;
    });
    for (const { id, outcome } of ended) log.info('task ended', { task: id, outcome });
    if (ended.length > 0) this.parts.onEvents();
  }
}

/** The ids of the actions that a walk waits for. */
const awaitedIn = ({ steps }: Walk): string[] =>
  steps.flatMap(({ state, actionId }) => (state === 'sent' && actionId !== null ? [actionId] : []));
