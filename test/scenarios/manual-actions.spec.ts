import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

describe('an action that an operator carries out', () => {
  let drydock: Drydock;
  beforeAll(async () => {
    drydock = await startDrydock(['oob']);
  });
  afterAll(() => drydock.stop());

  const call = (method: string, path: string, body?: unknown) => drydock.call('oob', { method, path, body });
  const find = async (id: string) => (await call('GET', `/api/v1/actions/${id}`)).body;
  const confirm = (id: string, body: unknown = {}) => call('POST', `/api/v1/actions/${id}/confirm`, body);
  const until = (id: string, expected: object) =>
    eventually(async () => expect(await find(id)).toMatchObject(expected));

  /** Asks for a power off, and waits until somebody is asked to do it. */
  async function asked(more: object = {}): Promise<string> {
    const id = randomUUID();
    const target = { type: 'manual', address: `node-${id}` };
    const request = { id, action: 'PowerOffNode', node: 'node01', target, ...more };
    expect(await call('POST', '/api/v1/actions', request)).toMatchObject({ status: 202 });
    return id;
  }
  async function waiting(more: object = {}): Promise<string> {
    const id = await asked(more);
    await until(id, { state: 'waiting', progress: { message: expect.stringContaining(`${id}/confirm`) } });
    return id;
  }

  it('waits until it is confirmed, and ends like any other, with who, when and what there was to say', async () => {
    const id = await waiting();
    expect(await find(id)).toMatchObject({ confirmation: null, result: null });
    const confirmation = { by: 'test', at: expect.any(String), note: 'cable pulled' };
    expect(await confirm(id, { note: 'cable pulled' })).toMatchObject({ status: 202, body: { id, confirmation } });
    await until(id, { state: 'succeeded', result: { power: 'off', changed: true }, confirmation, attempts: 2 });
  });

  it('can be confirmed as soon as it is under way', async () => {
    const id = await asked();
    await eventually(async () => expect(await confirm(id)).toMatchObject({ status: 202 }));
    await until(id, { state: 'succeeded' });
  });

  it('goes on to wait when the service is started again', async () => {
    const id = await waiting();
    await drydock.restart('oob');
    await until(id, { state: 'waiting' });
    expect(await confirm(id)).toMatchObject({ status: 202 });
    await until(id, { state: 'succeeded' });
  });

  it('is confirmed once: the same again changes nothing, and something else is refused', async () => {
    const id = await waiting();
    await confirm(id, { note: 'done' });
    await until(id, { state: 'succeeded' });
    expect(await confirm(id, { note: 'done' })).toMatchObject({ status: 202, body: { state: 'succeeded' } });
    expect(await confirm(id, { note: 'not really' })).toMatchObject({ status: 409 });
  });

  it('ends when it is cancelled, or out of time, and cannot be confirmed then', async () => {
    const cancelled = await waiting();
    await call('POST', `/api/v1/actions/${cancelled}/cancel`, {});
    await until(cancelled, { state: 'cancelled' });
    expect(await confirm(cancelled)).toMatchObject({ status: 409 });
    const late = await waiting({ timeoutSeconds: 1 });
    await until(late, { state: 'failed', failure: { kind: 'timed-out' } });
    expect(await confirm(late)).toMatchObject({ status: 409 });
  });

  it('is not one that a driver carries out, nor one that there is not', async () => {
    const id = await asked({ target: { type: 'fake', address: 'fake-01', options: { hang: true } } });
    await until(id, { state: 'running' });
    expect(await confirm(id)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('fake') } });
    await call('POST', `/api/v1/actions/${id}/cancel`, {});
    expect(await confirm(randomUUID())).toMatchObject({ status: 404 });
    expect(await confirm('no-uuid')).toMatchObject({ status: 404 });
  });

  it('is confirmed with a note or with nothing', async () => {
    const id = await waiting();
    expect(await confirm(id, { note: 7 })).toMatchObject({ status: 400 });
    expect(await confirm(id, { remark: 'done' })).toMatchObject({ status: 400 });
    expect(await find(id)).toMatchObject({ state: 'waiting', confirmation: null });
    await confirm(id);
    await until(id, { state: 'succeeded' });
  });
});
