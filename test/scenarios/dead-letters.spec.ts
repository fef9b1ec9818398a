import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

let drydock: Drydock;
beforeAll(async () => {
  drydock = await startDrydock(['orchestrator', 'network']);
});
afterAll(() => drydock.stop());

describe.each(['orchestrator', 'network'] as const)('a message that the %s service cannot send', (service) => {
  const call = (method: string, path: string) => drydock.call(service, { method, path });
  const numberShown = async (): Promise<string | undefined> => {
    const text = await (await fetch(`${drydock.urls[service]}/metrics`)).text();
    return /^drydock_dead_letters\{[^}]*\} (\S+)$/m.exec(text)?.[1];
  };

  it('is shown with its reason, counted, and sent again when an operator says so', async () => {
    expect(await numberShown()).toBe('0');
    await withDatabase(drydock.databases[service].url, (client) =>
      client.query(`insert into outbox (subject, headers, body) values ('drydock.oob.event.no subject', '{}', '{}')`),
    );
    const letter = await eventually(async () => {
      const { body } = await call('GET', '/api/v1/dead-letters');
      const [first]: { id: string; reason: string }[] = Array.isArray(body['items']) ? body['items'] : [];
      expect(first).toMatchObject({
        subject: 'drydock.oob.event.no subject',
        reason: expect.stringContaining('could not be published'),
      });
      return first;
    });
    expect(await numberShown()).toBe('1');
    expect(await call('POST', `/api/v1/dead-letters/${String(letter?.id)}/retry`)).toMatchObject({ status: 202 });
    expect(await call('POST', `/api/v1/dead-letters/${randomUUID()}/retry`)).toMatchObject({ status: 404 });
    expect(await call('POST', '/api/v1/dead-letters/first/retry')).toMatchObject({ status: 404 });
  });
});

async function withDatabase(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await use(client).finally(() => client.end());
}
