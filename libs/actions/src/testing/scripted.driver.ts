import {
  again,
  done,
  DriverError,
  type ActionContext,
  type AnyDriver,
  type Command,
  type Ended,
} from '@drydock/driver';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from './process.js';
import { Standstill } from './standstill.js';

/** What a scripted driver does in one call. */
export const moves = [
  'done',
  'again',
  'busy',
  'reset',
  'hang',
  'ignore',
  'restore-fails',
  'late-done',
  'nul',
  'remember',
] as const;
type Move = (typeof moves)[number];

/** A driver call, as the target saw it. */
export interface Call {
  readonly process: ServiceProcess;
  readonly action: string;
  readonly key: string;
  readonly port: string;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  /** When it was told to stop. */
  toldAt: number | null;
  endedAt: number | null;
}

/** Two calls at a time that must not be: at one target from two processes, or at one port of it. */
export interface Meeting {
  readonly first: Call;
  readonly second: Call;
  /** Whether the first one's process had no chance to know or to act, or had told its driver to stop in time. */
  readonly excused: boolean;
}

/** What the targets of all scripted drivers saw. */
export class Ledger {
  readonly calls: Call[] = [];
  readonly meetings: Meeting[] = [];
  readonly resets = new Map<string, number>();
  private readonly standstill = new Standstill();

  begin(call: Call): void {
    for (const first of this.open()) {
      if (first.key !== call.key || (first.process === call.process && first.port !== call.port)) continue;
      const excused =
        first.process !== call.process && (wasToldInTime(first) || missedIt(first) || this.nobodyCouldAct());
      this.meetings.push({ first, second: call, excused });
    }
    this.calls.push(call);
  }

  /** Whether the machine kept everybody from looking, during the last lease, for longer than there was to spare. */
  private nobodyCouldAct(): boolean {
    return this.standstill.longestSince(performance.now() - leaseMilliseconds) >= toldBeforeLossMilliseconds / 2;
  }

  /** Calls that are going on, as far as their processes live. */
  open(): Call[] {
    return this.calls.filter(({ endedAt, process }) => endedAt === null && !process.isKilled);
  }

  reset(action: string): void {
    this.resets.set(action, (this.resets.get(action) ?? 0) + 1);
  }
}

const leaseMilliseconds = 1_000;
/** The runner of the bench stops drivers 400 ms before the end of a lease, and looks every 100 ms. */
const toldBeforeLossMilliseconds = 250;

/**
 * Its driver was stopped before the end of its lease, for the loss of it or already for another reason; this one does not
 * listen. That a target is not let go of while its driver still works in its grace has a specification of its own.
 */
const wasToldInTime = ({ signal, toldAt }: Call): boolean =>
  (signal.reason instanceof Error && signal.reason.message === 'the target was lost') ||
  (toldAt !== null && performance.now() - toldAt >= toldBeforeLossMilliseconds);

const missedIt = ({ process, signal, startedAt }: Call): boolean =>
  process.hadTroubleSince(startedAt) && (signal.aborted || process.couldNotKnow());

export const describeMeeting = ({ first, second }: Meeting): string =>
  `${second.process.name} called for ${second.action} while ${first.process.name} was at it for ${first.action}` +
  (first.signal.aborted ? `, which was told: ${first.signal.reason}` : '');

/** A driver of one process that does, call by call, what `target.options.script` says; the last move is repeated. */
export const scriptedDriver = (process: ServiceProcess, ledger: Ledger): AnyDriver => ({
  service: 'network',
  type: 'scripted',
  description: 'does what the target says',
  settings: { type: 'object' },
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: async (command: Command<{ readonly port: string }, ScriptedTarget>, context: ActionContext) => {
      await process.running();
      const call: Call = {
        process,
        action: command.id,
        key: command.target.address,
        port: command.parameters.port,
        signal: context.signal,
        startedAt: performance.now(),
        toldAt: null,
        endedAt: null,
      };
      context.signal.addEventListener('abort', () => (call.toldAt = performance.now()), { once: true });
      ledger.begin(call);
      try {
        const { script, takesMilliseconds = 5 } = command.target.options;
        const move = script[Math.min(context.attempt, script.length) - 1] ?? 'done';
        if (takesMilliseconds > 0) await wait(takesMilliseconds);
        return await act(move, { id: command.id, context, process, ledger });
      } finally {
        await process.running();
        call.endedAt = performance.now();
      }
    },
  },
  reach: async () => undefined,
  probe: async () => ({ facts: {}, documents: [] }),
});

interface ScriptedTarget {
  readonly address: string;
  readonly options: { readonly script: readonly Move[]; readonly takesMilliseconds?: number };
}

interface Scene {
  readonly id: string;
  readonly context: ActionContext;
  readonly process: ServiceProcess;
  readonly ledger: Ledger;
}

async function act(move: Move, { id, context, process, ledger }: Scene): Promise<Ended<object>> {
  const { signal } = context;
  switch (move) {
    case 'done':
      return done({ attempt: context.attempt });
    case 'remember':
      if (context.memory !== null) return done({ remembered: context.memory });
      await context.remember({ by: id });
      return again(0.05, 'remembered');
    case 'nul':
      return done({ text: 'a\u0000b' });
    case 'again':
      return again(0.05, 'not yet');
    case 'busy':
      throw new DriverError('busy', 'not now', { retryAfterSeconds: 0.05 });
    case 'reset':
      if (context.checkpointed !== null) return done({ resumed: true });
      await context.checkpoint({ reset: 'sent' });
      await process.running();
      ledger.reset(id);
      return again(0.05, 'comes back');
    case 'hang':
      await aborted(signal);
      throw new DriverError('timed-out', 'stopped');
    case 'ignore':
      await wait(2_500);
      return done({ late: true });
    case 'restore-fails':
      await aborted(signal);
      throw new DriverError('unreachable', 'it could not be put back', { leftRunning: true });
    case 'late-done':
      await aborted(signal);
      return done({ late: true });
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
