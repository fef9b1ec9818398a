import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunnerBench, type StartedRunner } from './testing/runner-bench.js';
import { moves } from './testing/scripted.driver.js';

let bench: RunnerBench;

beforeAll(async () => {
  bench = await RunnerBench.open();
});
afterAll(() => bench.close());

const keys = 3;
const replicas = 3;
const ports = ['Ethernet1', 'Ethernet2', 'Ethernet3', 'Ethernet4'];

const replica = fc.nat(replicas - 1);
const ask = fc.record({
  kind: fc.constant('ask' as const),
  replica,
  key: fc.nat(keys - 1),
  port: fc.constantFrom(...ports),
  script: fc.array(fc.constantFrom(...moves), { minLength: 1, maxLength: 3 }),
  takesMilliseconds: fc.constantFrom(0, 5, 60, 400),
  timeoutSeconds: fc.constantFrom(1, 2),
  deadlineMilliseconds: fc.option(fc.integer({ min: 50, max: 2_000 }), { freq: 4 }),
});
const trouble = fc.record({
  kind: fc.constantFrom('kill' as const, 'pause' as const, 'cut' as const),
  replica,
  milliseconds: fc.integer({ min: 50, max: 1_600 }),
});
const skew = fc.record({
  kind: fc.constant('skew' as const),
  replica,
  milliseconds: fc.constantFrom(-3_600_000, -5_000, 5_000, 3_600_000),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), replica, which: fc.nat() });
const askAgain = fc.record({ kind: fc.constant('ask again' as const), replica, which: fc.nat() });
const step = fc.record({
  event: fc.oneof(
    { weight: 8, arbitrary: ask },
    { weight: 3, arbitrary: trouble },
    { weight: 1, arbitrary: skew },
    { weight: 3, arbitrary: cancel },
    { weight: 1, arbitrary: askAgain },
  ),
  thenWaitMilliseconds: fc.constantFrom(0, 0, 10, 80, 300),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One run: replicas that die and are replaced, the actions that were asked for, what is still to be undone. */
class Story {
  readonly asked = new Map<string, Parameters<RunnerBench['ask']>[1]>();
  private readonly name = randomUUID();
  private readonly replicas: StartedRunner[];
  private readonly ends: Promise<void>[] = [];

  constructor(private readonly lanes: number) {
    this.replicas = Array.from({ length: replicas }, (_, index) => this.newReplica(index));
  }

  key = (index: number): string => `${this.name}-${index}`;

  async play({ event, thenWaitMilliseconds }: Step): Promise<void> {
    const at = this.replicas[event.replica];
    if (!at) throw new Error('there is no such replica');
    switch (event.kind) {
      case 'ask': {
        const { script, takesMilliseconds, timeoutSeconds, deadlineMilliseconds } = event;
        const port = this.lanes > 1 ? event.port : 'Ethernet1';
        const deadline = deadlineMilliseconds === null ? undefined : new Date(Date.now() + deadlineMilliseconds);
        const key = this.key(event.key);
        this.send(randomUUID(), { key, port, script, takesMilliseconds, timeoutSeconds, deadline });
        break;
      }
      case 'ask again': {
        const [id, asked] = this.pick(event.which) ?? [];
        if (id && asked) this.send(id, asked, at);
        break;
      }
      case 'cancel': {
        const [id] = this.pick(event.which) ?? [];
        if (id) this.ends.push(at.acceptance.cancel([{ id, reason: 'the story says so' }]).then(ignore, ignore));
        break;
      }
      case 'skew':
        at.process.skewMilliseconds += event.milliseconds;
        break;
      case 'kill':
        at.process.kill();
        void at.runner.stop(0).catch(ignore);
        this.replicas[event.replica] = this.newReplica(event.replica);
        break;
      case 'pause':
      case 'cut':
        at.process[event.kind]();
        this.ends.push(wait(event.milliseconds).then(() => at.process.resume()));
        break;
    }
    await wait(thenWaitMilliseconds);
  }

  /** Everything that was troubled is well again; what was accepted has to end now. */
  async settle(): Promise<void> {
    await Promise.all(this.ends);
    await Promise.all([...this.asked].map(([id, asked]) => bench.ask(this.replacement(), asked, id)));
    await Promise.all([...this.asked.keys()].map((id) => bench.ended(id, 15_000)));
    // The ledger is that of all stories that are told side by side.
    const open = () => bench.ledger.open().filter(({ key }) => key.startsWith(this.name)).length;
    await expect.poll(open, { timeout: 5_000 }).toBe(0);
  }

  private replacement(): StartedRunner {
    const [first] = this.replicas;
    if (!first) throw new Error('there is no replica');
    return first;
  }

  private send(id: string, asked: Parameters<RunnerBench['ask']>[1], at = this.replacement()): void {
    this.asked.set(id, asked);
    this.ends.push(bench.ask(at, asked, id).then(ignore, ignore));
  }

  private pick(which: number) {
    const all = [...this.asked];
    return all[which % Math.max(1, all.length)];
  }

  private newReplica(index: number): StartedRunner {
    return bench.start(`replica ${index}`, { lanes: this.lanes });
  }
}

const ignore = () => undefined;

/** Steps of a story, which has replicas and targets of its own. */
const steps = fc.array(step, { minLength: 8, maxLength: 24 });
/** Told side by side, for most of a story is waiting. */
const storiesAtATime = 6;

async function tell(story: Story, told: readonly Step[]): Promise<void> {
  for (const one of told) await story.play(one);
  await story.settle();
  for (const id of story.asked.keys()) {
    expect(await bench.endsTold(id), 'results of one action').toBe(1);
    expect(bench.ledger.resets.get(id) ?? 0, 'resets by one action').toBeLessThanOrEqual(1);
  }
  expect(await bench.unexcused([...Array(keys).keys()].map(story.key))).toEqual([]);
}

it.each([
  { per: 'target', lanes: 1 },
  { per: 'port of a target, and one process at it,', lanes: 3 },
])(
  'whatever dies, stands still or is cut off: one call per $per at a time, one result per action, no second reset, and every action ends',
  async ({ lanes }) => {
    const seed = Date.now() % 2 ** 31;
    const figures = { stories: 0, actions: 0, calls: 0 };
    const stories = fc.array(steps, { minLength: storiesAtATime, maxLength: storiesAtATime });
    const property = fc.asyncProperty(stories, async (all) => {
      try {
        const told = all.map((one) => ({ story: new Story(lanes), one }));
        const ends = await Promise.allSettled(told.map(({ story, one }) => tell(story, one)));
        for (const end of ends) if (end.status === 'rejected') throw end.reason;
        figures.stories += told.length;
        figures.actions += told.reduce((sum, { story }) => sum + story.asked.size, 0);
        figures.calls = bench.ledger.calls.length;
      } finally {
        await bench.killAll();
      }
    });
    await fc.assert(property, {
      seed,
      numRuns: 4,
      endOnFailure: true,
    });
    console.info(`runner model: seed ${seed}, lanes ${lanes}`, figures);
  },
  120_000,
);
