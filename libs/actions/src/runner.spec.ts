import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunnerBench, type StartedRunner } from './testing/runner-bench.js';

let bench: RunnerBench;

beforeAll(async () => {
  bench = await RunnerBench.open();
});
afterEach(() => bench.killAll());
afterAll(() => bench.close());

const key = () => `switch-${randomUUID()}`;
const cancel = ({ acceptance }: StartedRunner, id: string) => acceptance.cancel([{ id, reason: 'changed my mind' }]);

/** Resolves once the driver was called for an action. */
async function called(id: string): Promise<void> {
  await expect.poll(() => bench.ledger.calls.some(({ action }) => action === id)).toBe(true);
}

describe('an action that is stopped', () => {
  it('fails with leftRunning when its driver does not come back within the grace', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['ignore'] });
    await called(id);
    await cancel(one, id);
    expect(await bench.ended(id)).toMatchObject({
      state: 'failed',
      failure: { kind: 'timed-out', leftRunning: true, message: expect.stringContaining('did not come back') },
    });
    expect(await bench.results(id)).toHaveLength(1);
  });

  it('fails with leftRunning when its driver could not bring the target to a known state', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['restore-fails'] });
    await called(id);
    await cancel(one, id);
    expect(await bench.ended(id)).toMatchObject({
      state: 'failed',
      failure: { leftRunning: true, message: expect.stringContaining('it could not be put back') },
    });
  });

  it('succeeds when its driver had finished all the same', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['late-done'] });
    await called(id);
    await cancel(one, id);
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', result: { late: true }, failure: null });
    expect(await bench.results(id)).toEqual(['drydock.network.result.InterrogatePort.succeeded']);
  });

  it('is cancelled while it waits to be asked again, and its driver is told so', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['again', 'again', 'hang'] });
    await called(id);
    await cancel(one, id);
    expect(await bench.ended(id)).toMatchObject({ state: 'cancelled', failure: null });
  });

  it('holds its target until its driver is back', async () => {
    const one = bench.start('one', { graceSeconds: 5 });
    const target = key();
    const first = await bench.ask(one, { key: target, script: ['ignore'] });
    await called(first);
    await cancel(one, first);
    const second = await bench.ask(one, { key: target, script: ['done'] });
    const [before, after] = [await bench.ended(first), await bench.ended(second)];
    expect(before).toMatchObject({ state: 'succeeded' });
    expect(after.startedAt?.getTime()).toBeGreaterThanOrEqual(before.finishedAt?.getTime() ?? Infinity);
  });
});

describe('a cancel that overtakes its command', () => {
  it('ends the command when it comes, with one result and no driver call', async () => {
    const one = bench.start('one');
    const id = randomUUID();
    expect(await cancel(one, id)).toEqual([]);
    await bench.ask(one, { key: key(), script: ['done'] }, id);
    expect(await bench.find(id)).toMatchObject({ state: 'cancelled', attempts: 0, stopReason: 'changed my mind' });
    expect(await bench.results(id)).toEqual(['drydock.network.result.InterrogatePort.cancelled']);
    expect(bench.ledger.calls.filter(({ action }) => action === id)).toEqual([]);
  });

  it('is not overtaken itself, whichever of the two is written first', async () => {
    const one = bench.start('one');
    const ids = Array.from({ length: 40 }, () => randomUUID());
    await Promise.all(ids.flatMap((id) => [bench.ask(one, { key: key(), script: ['hang'] }, id), cancel(one, id)]));
    for (const id of ids) {
      expect(await bench.ended(id)).toMatchObject({ state: 'cancelled' });
      expect(await bench.endsTold(id)).toBe(1);
    }
  });

  it('is answered again from the row when the command is sent again', async () => {
    const one = bench.start('one');
    const id = randomUUID();
    await cancel(one, id);
    const asked = { key: key(), script: ['done'] } as const;
    await bench.ask(one, asked, id);
    await bench.ask(one, asked, id);
    expect(await bench.endsTold(id)).toBe(1);
    expect(await bench.results(id)).toHaveLength(2);
  });

  it('is forgotten when no stream can deliver its command any more', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    const noted = bench.database.pool;
    await noted.query(
      `insert into cancelled_ahead (id, reason, cancelled_at)
       values ($1, 'old', now() - interval '15 days'), ($2, 'young', now() - interval '13 days')`,
      [old, young],
    );
    bench.start('one');
    const left = async () =>
      (await noted.query<{ id: string }>('select id from cancelled_ahead where id = any($1)', [[old, young]])).rows;
    await expect.poll(left).toEqual([{ id: young }]);
  });
});

describe('of the two limits of an action', () => {
  const inMilliseconds = (milliseconds: number) => new Date(Date.now() + milliseconds);

  it('the time from the first call ends it when that is over first', async () => {
    const one = bench.start('one');
    const asked = { key: key(), script: ['hang'], timeoutSeconds: 1, deadline: inMilliseconds(60_000) } as const;
    const { state, failure, startedAt, finishedAt } = await bench.ended(await bench.ask(one, asked));
    expect({ state, failure }).toMatchObject({ state: 'failed', failure: { kind: 'timed-out', leftRunning: false } });
    expect((finishedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('the deadline ends it when that passes first', async () => {
    const one = bench.start('one');
    const deadline = inMilliseconds(700);
    const id = await bench.ask(one, { key: key(), script: ['again'], timeoutSeconds: 60, deadline });
    const { state, failure, finishedAt } = await bench.ended(id);
    expect({ state, failure }).toMatchObject({ state: 'failed', failure: { kind: 'timed-out' } });
    expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(deadline.getTime());
  });

  it('the deadline counts while it is queued, and its driver is never called', async () => {
    const one = bench.start('one');
    const target = key();
    const first = await bench.ask(one, { key: target, script: ['done'], takesMilliseconds: 1_500 });
    await called(first);
    const queued = await bench.ask(one, { key: target, script: ['done'], deadline: inMilliseconds(300) });
    expect(await bench.ended(queued)).toMatchObject({
      state: 'failed',
      attempts: 0,
      failure: { kind: 'timed-out', leftRunning: false },
    });
    expect(await bench.ended(first)).toMatchObject({ state: 'succeeded' });
    expect(bench.ledger.calls.filter(({ action }) => action === queued)).toEqual([]);
    expect(await bench.results(queued)).toHaveLength(1);
  });
});

describe('when a process dies', () => {
  it('another goes on from the checkpoint, and what was sent is not sent again', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['reset'] });
    await expect.poll(() => bench.ledger.resets.get(id)).toBe(1);
    one.process.kill();
    bench.start('two');
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', result: { resumed: true } });
    expect(bench.ledger.resets.get(id)).toBe(1);
  });

  it('what its driver remembered of a target is there for another process, and for the next action', async () => {
    const one = bench.start('one');
    const target = key();
    const first = await bench.ask(one, { key: target, script: ['remember', 'hang', 'remember'] });
    await expect.poll(() => bench.ledger.calls.filter(({ action }) => action === first).length).toBe(2);
    one.process.kill();
    const two = bench.start('two');
    expect(await bench.ended(first)).toMatchObject({ result: { remembered: { by: first } }, attempts: 3 });
    const next = await bench.ask(two, { key: target, script: ['remember'] });
    expect(await bench.ended(next)).toMatchObject({ result: { remembered: { by: first } }, attempts: 1 });
  });

  it('what it says later is refused: the end of the next holder is the only one', async () => {
    const one = bench.start('one');
    const id = await bench.ask(one, { key: key(), script: ['late-done', 'done'] });
    await called(id);
    one.process.pause();
    bench.start('two');
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', result: { attempt: 2 } });
    one.process.resume();
    await expect.poll(() => bench.ledger.open().length).toBe(0);
    expect(await bench.find(id)).toMatchObject({ result: { attempt: 2 }, attempts: 2 });
    expect(await bench.results(id)).toHaveLength(1);
  });

  it('and its network to the database is away, it stops its driver before another may start', async () => {
    const one = bench.start('one');
    const target = key();
    const id = await bench.ask(one, { key: target, script: ['hang', 'done'] });
    await called(id);
    one.process.cut();
    bench.start('two');
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(await bench.unexcused([target])).toEqual([]);
  });

  it('a clock that is set back does not make it hold on to a target for longer', async () => {
    const one = bench.start('one');
    const target = key();
    const id = await bench.ask(one, { key: target, script: ['hang', 'done'] });
    await called(id);
    one.process.skewMilliseconds = -3_600_000;
    one.process.cut();
    bench.start('two');
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(await bench.unexcused([target])).toEqual([]);
  });
});

it('an answer that the database does not take fails its own action alone', async () => {
  const one = bench.start('one');
  const others = await Promise.all([1, 2, 3].map(() => bench.ask(one, { key: key(), script: ['done'] })));
  const id = await bench.ask(one, { key: key(), script: ['nul'] });
  expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { kind: 'internal' } });
  for (const other of others) expect(await bench.ended(other)).toMatchObject({ state: 'succeeded' });
});
