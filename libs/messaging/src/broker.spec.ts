import { startTestNats, type TestNats } from '@drydock/local-servers/testing';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Broker } from './index.js';

let nats: TestNats;
beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.stop());

describe('the streams', () => {
  const days = 24 * 3600 * 1_000_000_000;
  const ages = async (broker: Broker) =>
    Promise.all(
      ['DRYDOCK_EVENTS', 'DRYDOCK_COMMANDS'].map(async (name) => {
        const { config } = await broker.manager.streams.info(name);
        return [config.max_age / days, config.num_replicas, config.storage];
      }),
    );

  it('keep what happened for 14 days and commands until they are taken, on disk; unless told otherwise', async () => {
    const usual = await Broker.connect({ url: nats.url, name: 'spec' });
    expect(await ages(usual)).toEqual([
      [14, 1, 'file'],
      [0, 1, 'file'],
    ]);
    await usual.manager.streams.delete('DRYDOCK_EVENTS');
    const other = await Broker.connect({ url: nats.url, name: 'spec', limits: { replicas: 1, eventDays: 3 } });
    expect((await ages(other))[0]).toEqual([3, 1, 'file']);
    await usual.ensureStreams();
    expect((await ages(other))[0], 'one that is there is left as it is').toEqual([3, 1, 'file']);
    for (const broker of [usual, other]) await broker.drain();
  });

  it('are asked for with as many replicas as are told, which a single server refuses', async () => {
    const alone = await startTestNats();
    const asking = Broker.connect({ url: alone.url, name: 'spec', limits: { replicas: 3, eventDays: 14 } });
    await expect(asking).rejects.toThrow(/replicas/);
    await alone.stop();
  });
});

describe('a connection to NATS', () => {
  it('that the network has forgotten without a word is given up and made anew', async () => {
    const { hostname, port } = new URL(nats.url);
    const sockets: Socket[] = [];
    const way = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined));
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(way, 'listening');
    const address = way.address();
    const through = new URL(nats.url);
    through.port = String(typeof address === 'object' && address?.port);
    const said: string[] = [];
    const broker = await Broker.connect({
      url: through.href,
      name: 'spec',
      pingEveryMs: 200,
      onStatus: (status) => said.push(status),
    });
    for (const socket of sockets) socket.unpipe().pause();
    await expect
      .poll(() => said.filter((status) => /connect$/.test(status)), { timeout: 10_000 })
      .toEqual(['disconnect', 'reconnect']);
    expect(said, 'an answer to a question is no news').not.toContain('ping');
    expect(broker.connected()).toBe(true);
    await broker.client.publish('drydock.oob.event.spec', '{}', { timeout: 5_000 });
    await broker.drain();
    for (const socket of sockets) socket.destroy();
    way.close();
  });
});
