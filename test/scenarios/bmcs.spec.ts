import { subjects, type StateChanged } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import { ScriptedBmc } from '@drydock/redfish/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

const right = { username: 'root', password: 'calvin-lab' };
const wrong = { username: 'root', password: 'hobbes' };

describe('the oob service', () => {
  let drydock: Drydock;
  let broker: Broker;
  let bmc: ScriptedBmc;
  const events: { name: string; body: StateChanged }[] = [];
  beforeAll(async () => {
    drydock = await startDrydock(['oob'], { DRYDOCK_WATCH_SECONDS: '1' });
    broker = await Broker.connect({ url: drydock.nats.url, name: 'spec' });
    broker.connection.subscribe('drydock.oob.event.>', {
      callback: (_error, message) => {
        const name = message.subject.split('.').at(-1) ?? '';
        if (name !== subjects.event('oob', 'announced').split('.').at(-1)) events.push({ name, body: message.json() });
      },
    });
    await broker.connection.flush();
  });
  afterAll(async () => {
    await broker.drain();
    await drydock.stop();
  });
  beforeEach(async () => void (bmc = await new ScriptedBmc().start()));
  afterEach(() => bmc.stop());

  let node: string;
  beforeEach(() => void (node = `node-${randomUUID()}`));

  const ask = async (action: string, credential = right, more: object = {}) => {
    const body = {
      id: randomUUID(),
      action,
      node,
      target: { type: 'redfish', address: bmc.origin, credential },
      ...more,
    };
    expect(await drydock.call('oob', { method: 'POST', path: '/api/v1/actions', body })).toMatchObject({ status: 202 });
    return body.id;
  };
  const action = async (id: string) =>
    (await drydock.call('oob', { method: 'GET', path: `/api/v1/actions/${id}` })).body;
  const ended = (id: string, state: string) =>
    eventually(async () => {
      const record = await action(id);
      expect(record).toMatchObject({ state });
      return record;
    });
  const shown = async () => (await drydock.call('oob', { method: 'GET', path: `/api/v1/nodes/${node}` })).body;
  const tryAgain = () => drydock.call('oob', { method: 'POST', path: `/api/v1/nodes/${node}/try-again` });
  const logins = () => bmc.requests.filter(({ method, path }) => method === 'POST' && path.includes('Sessions')).length;
  const heard = (name: string) => events.filter((event) => event.name === name && event.body.node === node);

  it('knows a node once it was asked about it, with its inventory', async () => {
    expect(await drydock.call('oob', { method: 'GET', path: `/api/v1/nodes/${node}` })).toMatchObject({ status: 404 });
    await ended(await ask('InterrogateOob'), 'succeeded');
    expect(await shown()).toMatchObject({
      name: node,
      driver: 'redfish',
      power: 'off',
      circuit: { state: 'closed', failures: 0 },
      login: { locked: false },
      inventory: { power: 'off', systemId: 'Host.1' },
    });
    const { body } = await drydock.call('oob', { method: 'GET', path: '/api/v1/nodes?limit=10000' });
    expect(body['items']).toContainEqual(expect.objectContaining({ name: node, power: 'off' }));
  });

  it('shows a secret of none of them', async () => {
    await ended(await ask('InterrogateOob'), 'succeeded');
    expect(JSON.stringify(await shown())).not.toContain(right.password);
  });

  it('sees that power was switched by somebody else, and tells of it, with one session', async () => {
    await ended(await ask('InterrogateOob'), 'succeeded');
    bmc.setPower('On');
    await eventually(async () => expect(await shown()).toMatchObject({ power: 'on' }));
    await eventually(async () => expect(heard('power-state-changed')).toHaveLength(2));
    expect(heard('power-state-changed').map(({ body: { before, after } }) => ({ before, after }))).toEqual([
      { before: { power: 'unknown' }, after: { power: 'off' } },
      { before: { power: 'off' }, after: { power: 'on' } },
    ]);
    expect(logins()).toBe(1);
  });

  it('leaves a BMC in peace between two operations, and says until when', async () => {
    const calm = { target: { type: 'fake', address: node, options: { spacingSeconds: 2 } } };
    const first = await ended(await ask('PowerOnNode', right, calm), 'succeeded');
    const next = await ask('PowerOffNode', right, calm);
    expect(await action(next)).toMatchObject({
      state: 'accepted',
      progress: { message: expect.stringMatching(/^waiting: .+ rests until 2/) },
    });
    const second = await ended(next, 'succeeded');
    const rested = Date.parse(String(second['startedAt'])) - Date.parse(String(first['finishedAt']));
    expect(rested).toBeGreaterThanOrEqual(2_000);
  });

  it('is not looked at while it rests, and rests after a look as well', async () => {
    const calm = {
      target: { type: 'redfish', address: bmc.origin, credential: right, options: { spacingSeconds: 3 } },
    };
    const { finishedAt } = await ended(await ask('InterrogateOob', right, calm), 'succeeded');
    const calls = bmc.requests.length;
    await eventually(async () => expect(bmc.requests.length).toBeGreaterThan(calls));
    expect(Date.now() - Date.parse(String(finishedAt))).toBeGreaterThanOrEqual(3_000);
    const next = await ask('InterrogateOob', right, calm);
    await eventually(async () =>
      expect(await action(next)).toMatchObject({
        state: 'accepted',
        progress: { message: expect.stringContaining('rests until') },
      }),
    );
    await ended(next, 'succeeded');
  });

  it('tells that a BMC is silent and that it is back, and calls it less and less meanwhile', async () => {
    await ended(await ask('InterrogateOob'), 'succeeded');
    await bmc.stop();
    await eventually(async () => expect(heard('bmc-unreachable')).toHaveLength(1));
    expect(await shown()).toMatchObject({ circuit: { state: 'open', failures: 3 } });
    const id = await ask('PowerOnNode');
    const waiting = await ended(id, 'waiting');
    expect(JSON.stringify(waiting['progress'])).toContain('has not answered since');
    await bmc.start(Number(new URL(bmc.origin).port));
    expect(await tryAgain()).toMatchObject({ status: 202, body: { circuit: { state: 'closed' } } });
    await ended(id, 'succeeded');
    await eventually(async () => expect(heard('bmc-reachable')).toHaveLength(1));
    expect(await shown()).toMatchObject({ power: 'on', unreachableSince: null });
  });

  it('ends an action whose BMC stays silent at its limit, with the reason', async () => {
    await bmc.stop();
    const record = await ended(await ask('PowerOnNode', right, { timeoutSeconds: 12 }), 'failed');
    expect(record['failure']).toMatchObject({ kind: 'timed-out' });
    expect(JSON.stringify(record['failure'])).toContain('no attempt is made now');
  });

  it('offers a refused credential twice and no more, until it is another or somebody says so', async () => {
    for (const attempt of [1, 2]) {
      await ended(await ask('InterrogateOob', wrong), 'failed');
      expect(logins()).toBe(attempt);
    }
    const refused = await ended(await ask('InterrogateOob', wrong), 'failed');
    expect(refused['failure']).toMatchObject({ kind: 'unauthorized' });
    await drydock.restart('oob');
    await ended(await ask('PowerOffNode', wrong), 'failed');
    expect(logins()).toBe(2);
    expect(await shown()).toMatchObject({ login: { locked: true, refused: 2 } });

    await tryAgain();
    await ended(await ask('InterrogateOob', wrong), 'failed');
    expect(logins()).toBeGreaterThan(2);
    await ended(await ask('InterrogateOob', right), 'succeeded');
    expect(await shown()).toMatchObject({ login: { locked: false, refused: 0 } });
  });

  const probe = async (target: object) =>
    drydock.call('oob', { method: 'POST', path: '/api/v1/probe', body: { target } });

  it('counts what a probe was refused, and offers it no third time either', async () => {
    const target = { type: 'redfish', address: bmc.origin, credential: wrong };
    for (const attempt of [1, 2]) {
      expect(await probe(target)).toMatchObject({ status: 502 });
      expect(logins()).toBe(attempt);
    }
    expect(await probe(target)).toMatchObject({
      status: 502,
      body: { detail: expect.stringContaining('not tried again') },
    });
    const refused = await ended(await ask('InterrogateOob', wrong), 'failed');
    expect(refused['failure']).toMatchObject({ kind: 'unauthorized' });
    expect(logins()).toBe(2);
    expect(await probe({ ...target, credential: right })).toMatchObject({ status: 200 });
  });

  it('probes a BMC when what is under way there has ended, and not before', async () => {
    const target = { type: 'fake', address: `bmc-of-${node}`, options: { delayMs: 2_000 } };
    const id = await ask('PowerOnNode', right, { target });
    await ended(id, 'running');
    expect(await probe(target)).toMatchObject({ status: 200 });
    expect(await action(id)).toMatchObject({ state: 'succeeded' });
  });
});
