import type { NodeTarget } from '@drydock/contracts';
import type { ActionContext, Command, Driver, Ended } from '@drydock/driver';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

type Call<P, R> = (command: Command<P, NodeTarget>, context: ActionContext) => Promise<Ended<R>>;
type Chosen<P, R> = (driver: Driver<'node'>) => Call<P, R>;

export interface Asked<P> {
  readonly parameters: P;
  readonly id?: string;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Called with each progress; for a test to do something in the middle. */
  readonly onAgain?: (progress: string) => Promise<void> | void;
}

/** Calls a driver as the action runner does: again and again until it is over, with its checkpoint kept. */
export class TestDriver {
  constructor(
    private readonly driver: Driver<'node'>,
    private readonly target: NodeTarget,
    private readonly node: string,
  ) {}

  /** One call, whatever it answers. */
  once<P, R>(act: Chosen<P, R>, asked: Asked<P>): Promise<Ended<R>> {
    return this.call(act(this.driver), asked, { attempt: 1, checkpointed: undefined });
  }

  /** What the action came to in the end. */
  async run<P, R>(act: Chosen<P, R>, asked: Asked<P>): Promise<R> {
    const id = asked.id ?? randomUUID();
    const kept: Kept = { attempt: 0, checkpointed: undefined };
    for (;;) {
      kept.attempt += 1;
      const ended = await this.call(act(this.driver), { ...asked, id }, kept);
      if (ended.kind === 'done') return ended.result;
      if (ended.kind !== 'again') throw new Error(`It came to ${JSON.stringify(ended)}.`);
      if (kept.attempt > 400) throw new Error(`It does not end: ${ended.progress}`);
      await asked.onAgain?.(ended.progress);
      await sleep(50);
    }
  }

  private call<P, R>(act: Call<P, R>, asked: Asked<P>, kept: Kept): Promise<Ended<R>> {
    const { parameters, id = randomUUID(), dryRun = false, signal = AbortSignal.timeout(30_000) } = asked;
    return act(
      { id, node: this.node, target: this.target, parameters },
      {
        signal,
        dryRun,
        attempt: kept.attempt,
        confirmation: null,
        checkpointed: kept.checkpointed,
        checkpoint: (data) => {
          kept.checkpointed = data;
          return Promise.resolve();
        },
        memory: undefined,
        remember: () => Promise.resolve(),
        progress: () => undefined,
        quirk: () => undefined,
        now: () => Date.now(),
      },
    );
  }
}

interface Kept {
  attempt: number;
  checkpointed: unknown;
}
