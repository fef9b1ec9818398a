import { startTestNats, type TestNats } from '@drydock/local-servers/testing';
import { Broker } from '@drydock/messaging';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Announcer } from './announcer.js';

let nats: TestNats;
let broker: Broker;
const heard: string[] = [];

beforeAll(async () => {
  nats = await startTestNats();
  broker = await Broker.connect({ url: nats.url, name: 'spec' });
  broker.connection.subscribe('drydock.*.event.announced', {
    callback: (_error, message) => {
      heard.push(JSON.parse(message.string()).health);
    },
  });
  await broker.connection.flush();
});
afterAll(async () => {
  await broker.drain();
  await nats.stop();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a service says what it is at start and every ten seconds, as it is then, until it stops', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let health: 'ok' | 'degraded' = 'ok';
  const errors: unknown[] = [];
  const said = () => ({ service: 'oob' as const, version: '1', health, drivers: [], keys: [] });
  const announcer = new Announcer(broker, said, (error) => errors.push(error));
  /** What was heard after so many milliseconds more; a flush is answered after all that was sent before it. */
  const heardAfter = async (milliseconds: number): Promise<readonly string[]> => {
    vi.advanceTimersByTime(milliseconds);
    await broker.connection.flush();
    return heard;
  };

  announcer.start();
  expect(await heardAfter(9_999)).toEqual(['ok']);
  health = 'degraded';
  expect(await heardAfter(1)).toEqual(['ok', 'degraded']);
  expect(await heardAfter(20_000)).toEqual(['ok', 'degraded', 'degraded', 'degraded']);
  announcer.stop();
  expect(await heardAfter(60_000)).toHaveLength(4);
  expect(errors).toEqual([]);
});
