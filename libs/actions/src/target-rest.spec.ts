import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunnerBench } from './testing/runner-bench.js';

let bench: RunnerBench;

beforeAll(async () => {
  bench = await RunnerBench.open();
});
afterEach(() => bench.killAll());
afterAll(() => bench.close());

const key = () => `bmc-${randomUUID()}`;
const start = (name: string, restSeconds: number) => bench.start(name, { restSecondsOf: () => restSeconds });

describe('a target that rests between two operations', () => {
  it('has rested when the next begins, although two replicas would take it, one of them started since', async () => {
    const target = key();
    const [one, two] = [start('one', 1), start('two', 1)];
    const first = await bench.ended(await bench.ask(one, { key: target, script: ['done'] }));
    one.process.kill();
    const three = start('three', 1);
    const ids = [
      await bench.ask(two, { key: target, script: ['done'] }),
      await bench.ask(three, { key: target, script: ['done'] }),
    ];
    const [second, third] = (await Promise.all(ids.map((id) => bench.ended(id)))).sort(
      (a, b) => Number(a.startedAt) - Number(b.startedAt),
    );
    expect(Number(second?.startedAt) - Number(first.finishedAt)).toBeGreaterThanOrEqual(1_000);
    expect(Number(third?.startedAt) - Number(second?.finishedAt)).toBeGreaterThanOrEqual(1_000);
  });

  it('is rested in also by an action that is cancelled meanwhile: it ends at once and its driver is never called', async () => {
    const target = key();
    const one = start('one', 600);
    await bench.ended(await bench.ask(one, { key: target, script: ['done'] }));
    const id = await bench.ask(one, { key: target, script: ['done'], timeoutSeconds: 600 });
    await one.acceptance.cancel([{ id, reason: 'changed my mind' }]);
    expect(await bench.ended(id)).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  it('keeps no operation waiting that has begun, whoever goes on with it', async () => {
    const target = key();
    const one = start('one', 0);
    const id = await bench.ask(one, { key: target, script: ['hang', 'done'], timeoutSeconds: 60 });
    await expect.poll(() => bench.ledger.calls.some(({ action }) => action === id)).toBe(true);
    await bench.database.pool.query(`update target set rest_until = now() + interval '1 h' where key = $1`, [target]);
    one.process.kill();
    start('two', 0);
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
  });

  it('does not keep another target waiting', async () => {
    const one = start('one', 600);
    await bench.ended(await bench.ask(one, { key: key(), script: ['done'] }));
    expect(await bench.ended(await bench.ask(one, { key: key(), script: ['done'] }))).toMatchObject({
      state: 'succeeded',
    });
  });
});
