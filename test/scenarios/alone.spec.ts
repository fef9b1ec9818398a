import { subjects, type ActionRecord, type ActionService } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

const harmless: Readonly<Record<ActionService, { action: string; parameters: object }>> = {
  oob: { action: 'InterrogateOob', parameters: {} },
  node: { action: 'InterrogateNode', parameters: {} },
  network: { action: 'InterrogatePort', parameters: { port: 'Ethernet1' } },
};

const requestOf = (service: ActionService) => ({
  id: randomUUID(),
  node: 'node01',
  target: { type: 'fake', address: 'http://fake' },
  ...harmless[service],
});

describe.each(['oob', 'node', 'network'] as const)('%s, with the other services stopped', (service) => {
  let drydock: Drydock;
  beforeAll(async () => {
    drydock = await startDrydock([service]);
  });
  afterAll(() => drydock.stop());

  const ended = (id: string) =>
    eventually(async () => {
      const { body } = await drydock.call(service, { method: 'GET', path: `/api/v1/actions/${id}` });
      expect(body).toMatchObject({ state: 'succeeded', service });
    });

  it('carries out an action that is asked for over REST', async () => {
    const body = requestOf(service);
    expect(await drydock.call(service, { method: 'POST', path: '/api/v1/actions', body })).toMatchObject({
      status: 202,
    });
    await ended(body.id);
  });

  it('carries out an action that is asked for over NATS, and answers it there', async () => {
    const body = requestOf(service);
    const broker = await Broker.connect({ url: drydock.nats.url, name: 'spec' });
    const answered: ActionRecord[] = [];
    broker.connection.subscribe(subjects.resultsOf(service), {
      callback: (_error, message) => void answered.push(message.json()),
    });
    await broker.connection.flush();
    await broker.client.publish(`drydock.${service}.command.${body.action}`, JSON.stringify(body));
    await ended(body.id);
    await eventually(async () => expect(answered).toMatchObject([{ id: body.id, state: 'succeeded' }]));
    await broker.drain();
  });
});
