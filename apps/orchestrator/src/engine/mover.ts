import { messageTypes, type ActionService, type Failure } from '@drydock/contracts';
import { enqueue, envelope, type OutgoingMessage, type Sql } from '@drydock/messaging';
import { commandOf, targetOf, type Command } from '../domain/command.js';
import { advance, applyFailure, type Sending, type WalkWorld } from '../domain/walk.js';
import type { DesignCache } from './design-cache.js';
import type { EventStore, NewEvent } from './event.store.js';
import type { TaskStore } from './task.store.js';
import type { LoadedWalk, StepWrite, WalkStore } from './walk.store.js';
import { derivedId, worldOf } from './world.js';

/** A question whether a target can be reached, to be asked once it is committed that it is asked. */
export interface ReachQuestion {
  readonly actionId: string;
  readonly service: ActionService;
  readonly target: object;
}

export interface MoverParts {
  readonly designs: DesignCache;
  readonly walks: WalkStore;
  readonly tasks: TaskStore;
  readonly events: EventStore;
  readonly now: () => Date;
}

/** What is done to a walk before it is moved: results are applied, failures noted. Answers whether anything was. */
export type Prepare = (walk: LoadedWalk, world: WalkWorld) => boolean;

interface Moves {
  readonly writes: StepWrite[];
  readonly messages: OutgoingMessage[];
  readonly events: NewEvent[];
  readonly questions: ReachQuestion[];
}

const reachWithinMilliseconds = 60_000;

/** Moves locked walks as far as they go and writes it all down, with the commands that go out for it. */
export class Mover {
  constructor(private readonly parts: MoverParts) {}

  /** Within the transaction that locked the walks. Answers the questions to ask once it has committed. */
  async move(transaction: Sql, walks: readonly LoadedWalk[], prepare: Prepare): Promise<ReachQuestion[]> {
    const moves: Moves = { writes: [], messages: [], events: [], questions: [] };
    const moved: LoadedWalk[] = [];
    for (const walk of walks) {
      const world = worldOf(walk, await this.parts.designs.get(walk.designId));
      if (!prepare(walk, world)) continue;
      moved.push(walk);
      this.moveOne(walk, world, moves);
    }
    await this.parts.walks.saveSteps(transaction, moves.writes);
    await this.parts.walks.saveWalks(transaction, moved);
    await this.parts.tasks.releaseHolds(
      transaction,
      moved.filter(({ state }) => state === 'ended').map(({ id }) => id),
    );
    await enqueue(transaction, moves.messages);
    await this.parts.events.append(transaction, moves.events);
    return moves.questions;
  }

  private moveOne(walk: LoadedWalk, world: WalkWorld, moves: Moves): void {
    const known = new Set(walk.steps.map(({ id }) => id));
    const sent = new Map<string, StepWrite['sent']>();
    let sendings = advance(walk, world);
    while (sendings.length > 0) {
      const impossible = sendings.flatMap((sending) => {
        const failure = this.send({ walk, sending, sent, moves });
        return failure ? [{ step: sending.step, failure }] : [];
      });
      for (const { step, failure } of impossible) applyFailure(walk, step, failure);
      sendings = impossible.length > 0 ? advance(walk, world) : [];
    }
    for (const step of walk.steps) {
      const changed = walk.fresh.has(step.id) || sent.has(step.id) || !known.has(step.id);
      if (!changed) continue;
      moves.writes.push({ walk, step, sent: sent.get(step.id) ?? null });
      const { name, item, state, outcome, reason, failure, undoes } = step;
      const body = {
        step: name,
        item,
        state,
        outcome,
        reason,
        failure,
        undo: undoes !== null,
        position: step.position,
      };
      moves.events.push({ taskId: walk.taskId, node: walk.node, kind: 'step-changed', body });
    }
    const { state, outcome, reason, failure, held } = walk;
    const stepsLeft = walk.steps.filter((step) => step.state !== 'ended').length;
    const progress = { steps: walk.steps.length, ended: walk.steps.length - stepsLeft };
    moves.events.push({
      taskId: walk.taskId,
      node: walk.node,
      kind: 'node-changed',
      body: { state, outcome, reason, failure, held, ...progress },
    });
  }

  /** Notes what is sent for a step; answers the failure when it cannot be. */
  private send(the: {
    walk: LoadedWalk;
    sending: Sending;
    sent: Map<string, StepWrite['sent']>;
    moves: Moves;
  }): Failure | null {
    const { walk, sending, sent, moves } = the;
    const { step, does, about } = sending;
    const actionId = derivedId(step.id, String(step.try));
    const now = this.parts.now();
    if (does.kind === 'reach') {
      const target = targetOf(does.service, about);
      if (!target)
        return {
          kind: 'rejected',
          message: `${step.name}: the design names no target`,
          evidence: [],
          advice: 'Complete the design.',
          leftRunning: false,
        };
      sent.set(step.id, { actionId, command: null, deadline: new Date(now.getTime() + reachWithinMilliseconds) });
      moves.questions.push({ actionId, service: does.service, target });
      return null;
    }
    const command = commandOf(sending, actionId, now);
    if (!('body' in command)) return command;
    sent.set(step.id, { actionId, command, deadline: command.deadline });
    moves.messages.push(commandMessage({ command, node: walk.node, taskId: walk.taskId, sends: 1, time: now }));
    return null;
  }
}

interface CommandMessage {
  readonly command: Pick<Command, 'service' | 'action'> & { readonly body: { readonly id: string } };
  readonly node: string | null;
  readonly taskId: string;
  /** The how-manieth time: JetStream would swallow a repetition. */
  readonly sends: number;
  readonly time: Date;
}

export const commandMessage = ({ command, node, taskId, sends, time }: CommandMessage): OutgoingMessage =>
  envelope({
    subject: `drydock.${command.service}.command.${command.action}`,
    id: command.body.id,
    messageId: `${command.body.id}-${sends}`,
    source: 'orchestrator',
    type: messageTypes.action(command.service, command.action, 'command'),
    about: node ?? 'site',
    time,
    taskId,
    body: command.body,
  });
