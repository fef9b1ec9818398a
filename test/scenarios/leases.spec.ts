import { subjects } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

let drydock: Drydock;
beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

const provision = (port: string, leaseSeconds: number) => {
  const target = { type: 'fake', address: 'lease-switch' };
  const parameters = { port, vlan: 100, lagMode: 'none', leaseSeconds };
  const body = { id: randomUUID(), action: 'ConfigurePortProvisioning', node: 'node01', target, parameters };
  return drydock.call('network', { method: 'POST', path: '/api/v1/actions', body });
};

const isolations = async (): Promise<unknown[]> => {
  const path = '/api/v1/actions?action=ConfigurePortProduction&node=node01';
  const { body } = await drydock.call('network', { method: 'GET', path });
  return Array.isArray(body['items']) ? body['items'] : [];
};

describe('a port that was put into the provisioning network for a while', () => {
  it('is isolated by the network service alone when nobody renews it, which an event tells', async () => {
    const broker = await Broker.connect({ url: drydock.nats.url, name: 'spec' });
    const told: unknown[] = [];
    const subject = subjects.event('network', 'provisioning-lease-expired');
    broker.connection.subscribe(subject, { callback: (_error, message) => void told.push(message.json()) });
    await provision('Ethernet1', 1);
    await eventually(async () => {
      expect(await isolations()).toMatchObject([
        { state: 'succeeded', request: { parameters: { port: 'Ethernet1', untaggedVlan: null, taggedVlans: [] } } },
      ]);
    });
    await eventually(async () =>
      expect(told).toMatchObject([{ node: 'node01', after: { port: 'Ethernet1', isolated: true } }]),
    );
    await broker.drain();
  });

  it('stays while it is renewed', async () => {
    const before = (await isolations()).length;
    for (let renewal = 0; renewal < 4; renewal += 1) {
      await provision('Ethernet2', 5);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    expect((await isolations()).length).toBe(before);
  });
});

describe('a walk that still needs its port', () => {
  it('renews the lease every third of it', async () => {
    const body = fakeSite(1, { node01: { delayMs: 6_000 } });
    const design = await eventually(async () => {
      const submitted = await drydock.call('orchestrator', { method: 'POST', path: '/api/v2/designs', body });
      expect(submitted.status).toBe(201);
      return submitted.body['id'];
    });
    const order = { kind: 'deploy_nodes', design, nodes: { all: true } };
    const task = await drydock.call('orchestrator', { method: 'POST', path: '/api/v2/tasks', body: order });
    const path = '/api/v1/actions?action=ConfigurePortProvisioning&task=' + String(task.body['id']);
    const provisionings = async (): Promise<unknown[]> => {
      const { body: found } = await drydock.call('network', { method: 'GET', path });
      return Array.isArray(found['items']) ? found['items'] : [];
    };
    await eventually(async () => expect(await provisionings()).toMatchObject([{ state: 'succeeded' }]));
    await eventually(longAgo);
    await eventually(async () => expect((await provisionings()).length).toBe(2));
    await drydock.call('orchestrator', { method: 'POST', path: `/api/v2/tasks/${String(task.body['id'])}/cancel` });
  });
});

/** As if the lease had been taken ten minutes ago. */
async function longAgo(): Promise<void> {
  const client = new pg.Client({ connectionString: drydock.databases.orchestrator.url });
  await client.connect();
  const { rowCount } = await client.query(`update step set renew_at = now() where renew_at is not null`);
  await client.end();
  expect(rowCount).toBe(1);
}
