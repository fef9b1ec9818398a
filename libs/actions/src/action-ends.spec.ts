import { subjects } from '@drydock/contracts';
import { startTestNats, type TestNats } from '@drydock/local-servers/testing';
import { Broker } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { headers } from 'nats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ActionEnds } from './action-ends.js';

let nats: TestNats;
let here: Broker;
let replica: Broker;
let ends: ActionEnds;
beforeAll(async () => {
  nats = await startTestNats();
});
beforeEach(async () => {
  here = await Broker.connect({ url: nats.url, name: 'here' });
  replica = await Broker.connect({ url: nats.url, name: 'replica' });
  ends = new ActionEnds(here, 'oob');
});
afterEach(async () => {
  ends.stop();
  await Promise.all([here.drain(), replica.drain()]);
});
afterAll(() => nats.stop());

const longMs = 60_000;

/** An action ends at another replica. */
async function endsElsewhere(id: string): Promise<void> {
  const named = headers();
  named.set('ce-id', id);
  replica.connection.publish(subjects.result('oob', 'PowerOnNode', 'succeeded'), '{}', { headers: named });
  await replica.connection.flush();
}

const isOver = (promise: Promise<void>, withinMs: number): Promise<boolean> =>
  Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs)),
  ]);

describe('waiting for the end of an action', () => {
  it('ends with it, though it ends at another replica in the moment when the wait has begun to listen', async () => {
    for (let time = 0; time < 20; time += 1) {
      const id = randomUUID();
      const { listening, ended } = ends.wait(id, longMs);
      await listening;
      await endsElsewhere(id);
      expect(await isOver(ended, 5_000)).toBe(true);
    }
  });

  it('goes on while others end, and after others have had theirs', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const [one, other] = [ends.wait(first, longMs), ends.wait(second, longMs)];
    await Promise.all([one.listening, other.listening]);
    await endsElsewhere(first);
    expect(await isOver(one.ended, 5_000)).toBe(true);
    expect(await isOver(other.ended, 200)).toBe(false);
    await endsElsewhere(second);
    expect(await isOver(other.ended, 5_000)).toBe(true);
  });

  it('is over after its time, and after that nothing is listened to', async () => {
    const { listening, ended } = ends.wait(randomUUID(), 50);
    await listening;
    expect(await isOver(ended, 5_000)).toBe(true);
    // What the broker is told about listening is told by now.
    await here.connection.flush();
    const { inMsgs } = here.connection.stats();
    await endsElsewhere(randomUUID());
    await here.connection.flush();
    expect(here.connection.stats().inMsgs).toBe(inMsgs);
  });

  it('holds nobody up when the broker has gone: there is no more to wait for than its time', async () => {
    const gone = await startTestNats();
    const broker = await Broker.connect({ url: gone.url, name: 'gone' });
    await gone.stop();
    const waiting = new ActionEnds(broker, 'oob');
    const { listening, ended } = waiting.wait(randomUUID(), 300);
    expect(await isOver(listening, 5_000)).toBe(true);
    expect(await isOver(ended, 5_000)).toBe(true);
    waiting.stop();
    await broker.connection.close();
  });
});
