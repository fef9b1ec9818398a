import { messageTypes, type ActionService, type Failure } from '@drydock/contracts';
import { enqueue, envelope, type OutgoingMessage, type Sql } from '@drydock/messaging';
import type { Log } from '@drydock/service';
import { commandOf, targetOf, type Command } from '../domain/command.js';
import { advance, applyFailure, type Sending, type WalkStep, type WalkWorld } from '../domain/walk.js';
import type { DesignCache } from './design-cache.js';
import type { EventStore, NewEvent } from './event.store.js';
import type { TaskStore } from './task.store.js';
import type { StepWrite } from './step.store.js';
import type { LoadedWalk, WalkStore } from './walk.store.js';
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
  readonly log: Log;
  readonly now: () => Date;
}

/** Walks that were locked to be moved, and what there is to tell before what comes of that. */
export interface ToMove {
  readonly walks: readonly LoadedWalk[];
  readonly told: readonly NewEvent[];
}

/** What is done to a walk before it is moved: results are applied, failures noted. Answers whether anything was. */
export type Prepare = (walk: LoadedWalk, world: WalkWorld) => boolean;

interface Move {
  readonly writes: StepWrite[];
  readonly messages: OutgoingMessage[];
  readonly events: NewEvent[];
  readonly questions: ReachQuestion[];
}

interface Moves extends Move {
  /** Actions that the walk waited for, and waits for no more. */
  readonly answered: readonly string[];
}

const reachWithinMilliseconds = 60_000;

/** Moves locked walks as far as they go and writes it all down, with the commands that go out for it. */
export class Mover {
  constructor(private readonly parts: MoverParts) {}

  /** Within the transaction that locked the walks. Answers the questions to ask once it has committed, and how many walks ended. */
  async move(
    transaction: Sql,
    { walks, told }: ToMove,
    prepare: Prepare,
  ): Promise<{ questions: ReachQuestion[]; ended: number }> {
    const moves: Moves[] = [];
    const moved: LoadedWalk[] = [];
    for (const walk of walks) {
      const world = worldOf(walk, await this.parts.designs.get(walk, transaction));
      const own = this.moveOrGiveUp(walk, { world, prepare });
      if (!own) continue;
      moved.push(walk);
      moves.push(own);
    }
    await this.parts.walks.save(transaction, moved, {
      writes: moves.flatMap(({ writes }) => writes),
      answered: moves.flatMap(({ answered }) => answered),
    });
    const ended = moved.filter(({ state }) => state === 'ended').map(({ id }) => id);
    await this.parts.tasks.releaseHolds(transaction, ended);
    await enqueue(
      transaction,
      moves.flatMap(({ messages }) => messages),
    );
    await this.parts.events.append(transaction, [...told, ...moves.flatMap(({ events }) => events)]);
    return { questions: moves.flatMap(({ questions }) => questions), ended: ended.length };
  }

  /** One walk that cannot be understood must not stand in the way of all the others: it ends, and is held. */
  private moveOrGiveUp(walk: LoadedWalk, { world, prepare }: { world: WalkWorld; prepare: Prepare }): Moves | null {
    const before = new Map(walk.steps.map((step) => [step.id, standing(step)]));
    const awaited = awaitedBy(walk);
    try {
      if (!prepare(walk, world)) return null;
      const moves = this.moveOne(walk, { world, before });
      const still = new Set(awaitedBy(walk));
      return { ...moves, answered: awaited.filter((id) => !still.has(id)) };
    } catch (error) {
      this.parts.log.problem('a walk cannot go on', error, { task: walk.taskId, node: walk.node });
      const message = `${walk.node ?? 'the site'}: ${error instanceof Error ? error.message : String(error)}`;
      const advice = 'This is a defect of Drydock; the log of the orchestrator has the whole error.';
      walk.failure = { kind: 'internal', message, evidence: [], advice, leftRunning: true };
      walk.state = 'ended';
      walk.outcome = 'failure';
      walk.held = true;
      return { writes: [], answered: awaited, messages: [], events: [changeOf(walk)], questions: [] };
    }
  }

  private moveOne(walk: LoadedWalk, { world, before }: { world: WalkWorld; before: Map<string, string> }): Move {
    const moves: Move = { writes: [], messages: [], events: [], questions: [] };
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
      const was = before.get(step.id);
      if (was === standing(step)) continue;
      moves.writes.push({ walk, step, added: was === undefined, sent: sent.get(step.id) ?? null });
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
    moves.events.push(changeOf(walk));
    return moves;
  }

  /** Notes what is sent for a step; answers the failure when it cannot be. */
  private send(the: {
    walk: LoadedWalk;
    sending: Sending;
    sent: Map<string, StepWrite['sent']>;
    moves: Move;
  }): Failure | null {
    const { walk, sending, sent, moves } = the;
    const { step, does, about } = sending;
    const actionId = step.actionId ?? derivedId(step.id, String(step.try));
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
      sent.set(step.id, { command: null, deadline: new Date(now.getTime() + reachWithinMilliseconds) });
      moves.questions.push({ actionId, service: does.service, target });
      return null;
    }
    const command = askable(() => commandOf(sending, actionId, now));
    if (!('body' in command)) return command;
    sent.set(step.id, { command, deadline: command.deadline });
    moves.messages.push(commandMessage({ command, node: walk.node, taskId: walk.taskId, sends: 1, time: now }));
    return null;
  }
}

/** A step whose parameters cannot be made has failed; what was sent before it can still be taken back. */
function askable(make: () => Command | Failure): Command | Failure {
  try {
    return make();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'rejected', message, evidence: [], advice: 'Complete the design.', leftRunning: false };
  }
}

/** What changes whenever a step does. */
const standing = ({ state, try: nth, outcome }: WalkStep): string => `${state} ${nth} ${outcome ?? ''}`;

/** The actions that the steps of a walk wait for; once it has ended, none. */
const awaitedBy = ({ state, steps }: LoadedWalk): string[] =>
  state === 'ended'
    ? []
    : steps.flatMap((step) => (step.state === 'sent' && step.actionId !== null ? [step.actionId] : []));

/** How a walk stands, as an event. */
function changeOf({ taskId, node, state, outcome, reason, failure, held, steps }: LoadedWalk): NewEvent {
  const ended = steps.filter((step) => step.state === 'ended').length;
  return {
    taskId,
    node,
    kind: 'node-changed',
    body: { state, outcome, reason, failure, held, steps: steps.length, ended },
  };
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
