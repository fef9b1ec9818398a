import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TargetMemory } from './target-memory.js';

/** Ports that are remembered, as a driver writes them: all of them each time. */
const withPort = (memory: TargetMemory, port: number): readonly number[] => [
  ...(Array.isArray(memory.value) ? memory.value.map(Number) : []),
  port,
];

it('what several actions of one target remember at once is all there in the end, but for what a failed write took with it', async () => {
  const write = fc.record({ port: fc.nat(), fails: fc.boolean() });
  const property = fc.asyncProperty(fc.scheduler(), fc.array(write, { maxLength: 12 }), async (scheduler, writes) => {
    const memory = new TargetMemory('1', []);
    let database: unknown = [];
    const outcomes = writes.map(async ({ port, fails }, index) => {
      await scheduler.schedule(Promise.resolve(), `action ${index}`);
      const keep = async (value: unknown) => {
        await scheduler.schedule(Promise.resolve(), `write by ${index}`);
        if (fails) throw new Error('the database is away');
        database = value;
      };
      await memory.remember(withPort(memory, port), keep);
      return port;
    });
    const ends = await scheduler.waitFor(Promise.allSettled(outcomes));
    const kept = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(Array.isArray(database) && [...database].sort()).toEqual([...kept].sort());
    expect(memory.value).toEqual(database);
  });
  await fc.assert(property, { numRuns: 300 });
});
