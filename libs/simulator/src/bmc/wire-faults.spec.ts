import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFaults, type NodeFaults } from '../node/faults.js';
import type { SimulatedNode } from '../node/simulated-node.js';
import { testNode } from '../testing/test-node.js';
import { startBmc, type RunningBmc } from './bmc.js';

const credential = { username: 'root', password: 'calvin-lab' };
const authorization = `Basic ${Buffer.from('root:calvin-lab').toString('base64')}`;
const system = '/redfish/v1/Systems/1';
const resetPath = `${system}/Actions/ComputerSystem.Reset`;
const sessions = '/redfish/v1/SessionService/Sessions';
const always = { times: null, methods: null, path: null };
const pxeOnce = { Boot: { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' } };

let node: SimulatedNode;
let bmc: RunningBmc;

beforeEach(async () => {
  node = testNode();
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node });
});
afterEach(async () => {
  await bmc.close();
  await node.vanish();
});

const breaks = (faults: Partial<NodeFaults>) => node.setFaults({ ...noFaults, ...faults });

function ask(path: string, { method = 'GET', json, token }: { method?: string; json?: object; token?: string } = {}) {
  return fetch(`${bmc.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? { authorization } : { 'x-auth-token': token }),
      ...(json && { 'content-type': 'application/json' }),
    },
    body: json && JSON.stringify(json),
  });
}

const reset = (type: string) => ask(resetPath, { method: 'POST', json: { ResetType: type } });
const powerState = async () => JSON.parse(await (await ask(system)).text()).PowerState;

async function logIn(): Promise<string> {
  const json = { UserName: credential.username, Password: credential.password };
  const answer = await ask(sessions, { method: 'POST', json });
  return answer.headers.get('x-auth-token') ?? `none: ${answer.status}`;
}

/** What the client is told when an exchange breaks off. */
const brokenBy = (exchange: Promise<Response>): Promise<unknown> =>
  exchange
    .then((answer) => answer.text())
    .then(
      () => 'nothing',
      (error: unknown) => (error instanceof Error && error.cause instanceof Error ? error.cause : error),
    )
    .then((cause) => (cause instanceof Error && 'code' in cause ? cause.code : cause));

describe('a BMC with a fault', () => {
  it('meets so many requests of a kind, and no others', async () => {
    breaks({ unavailable: { times: 2, methods: ['GET'], path: '/Systems/1', retryAfterSeconds: 3 } });
    expect((await ask('/redfish/v1/Chassis')).status).toBe(200);
    expect((await ask(system, { method: 'PATCH', json: pxeOnce })).status).toBe(200);
    const refused = await ask(system);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
    expect((await ask(system)).status).toBe(503);
    expect((await ask(system)).status).toBe(200);
    expect(node.counters.faultyAnswers).toBe(2);
  });

  it('carries nothing out that it refuses', async () => {
    breaks({ unavailable: { ...always, retryAfterSeconds: 1 } });
    expect((await reset('On')).status).toBe(503);
    breaks({ connectionReset: { ...always, when: 'before' } });
    expect(await brokenBy(reset('On'))).toBe('ECONNRESET');
    breaks({ preconditionFailed: { times: null } });
    expect((await ask(system, { method: 'PATCH', json: pxeOnce })).status).toBe(412);
    expect(node.counters).toMatchObject({ resets: 0, bootOverrideSets: 0, faultyAnswers: 3 });
  });

  it.each(['after', 'within'] as const)('resets the connection %s what it has carried out', async (when) => {
    breaks({ connectionReset: { ...always, methods: ['POST'], when } });
    expect(await brokenBy(reset('On'))).toBe(when === 'after' ? 'ECONNRESET' : 'UND_ERR_SOCKET');
    expect(node.counters.powerOns).toBe(1);
  });

  it('forgets its sessions, or only says so', async () => {
    const token = await logIn();
    breaks({ sessionLost: { ...always, times: 1, session: 'kept' } });
    expect((await ask(system, { token })).status).toBe(401);
    expect((await ask(system, { token })).status).toBe(200);
    breaks({ sessionLost: { ...always, times: 1, session: 'gone' } });
    expect((await ask(system)).status).toBe(200);
    expect((await ask(system, { token })).status).toBe(401);
    expect((await ask(system, { token })).status).toBe(401);
  });

  it('counts the most sessions that were open at a time', async () => {
    await logIn();
    await logIn();
    breaks({ sessionLost: { ...always, times: 1, session: 'gone' } });
    await ask(system, { token: 'any' });
    await logIn();
    expect(node.counters.mostSessions).toBe(2);
  });

  it.each([
    [503, 'SessionLimitExceeded'],
    [400, 'CreateLimitReachedForResource'],
  ] as const)('has no session left, and says so with %s', async (status, message) => {
    breaks({ sessionsFull: { times: null, status } });
    const answer = await ask(sessions, { method: 'POST', json: { UserName: 'root', Password: 'calvin-lab' } });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(message);
    expect((await ask(system)).status).toBe(200);
  });

  it('answers late', async () => {
    breaks({ slowAnswers: { ...always, seconds: 5 } });
    const begun = performance.now();
    expect((await reset('On')).status).toBe(204);
    expect(performance.now() - begun).toBeGreaterThan(90);
  });

  it('answers with a page that repeats the request, or with bytes', async () => {
    breaks({ garbage: { ...always, as: 'html', status: 502 } });
    const page = await ask(system, { token: 'shown' });
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await page.text()).toContain('x-auth-token: shown');
    breaks({ garbage: { ...always, as: 'binary', status: null } });
    expect((await (await ask(system)).arrayBuffer()).byteLength).toBe(2000);
  });

  it('answers with half of it, and with more than anybody reads', async () => {
    breaks({ truncated: always });
    const half = await (await ask(system)).text();
    expect(half).toMatch(/^\{"@odata/);
    expect(() => JSON.parse(half)).toThrow(SyntaxError);
    breaks({ huge: always });
    let size = 0;
    for await (const chunk of (await ask(system)).body ?? []) {
      size += chunk.byteLength;
      if (size >= 8_000_000) break;
    }
    expect(size).toBeGreaterThanOrEqual(8_000_000);
  });

  it('shows the power that was, for some seconds or for ever', async () => {
    breaks({ stalePower: { seconds: 20 } });
    await reset('On');
    await expect.poll(() => node.power).toBe('On');
    expect(await powerState()).toBe('Off');
    await expect.poll(powerState, { timeout: 5_000 }).toBe('On');
    breaks({ stalePower: { seconds: null } });
    await reset('ForceOff');
    await expect.poll(() => node.power).toBe('Off');
    await wait(50);
    expect(await powerState()).toBe('On');
    breaks({});
    expect(await powerState()).toBe('Off');
  });

  it('keeps an override for once, shows one that is used up, or takes none', async () => {
    const target = () => node.boot.state.override.target;
    const first = () => node.boot.takeForStart()[0];
    await ask(system, {
      method: 'PATCH',
      json: { Boot: { BootSourceOverrideTarget: 'Hdd', BootSourceOverrideEnabled: 'Once' } },
    });
    breaks({ staleOverride: 'stays' });
    expect([first(), first()]).toEqual([{ kind: 'disk' }, { kind: 'disk' }]);
    breaks({ staleOverride: 'shown' });
    expect([first(), first()]).toMatchObject([{ kind: 'disk' }, { kind: 'network' }]);
    expect(target()).toBe('Hdd');
    breaks({ staleOverride: 'ignored' });
    expect((await ask(system, { method: 'PATCH', json: pxeOnce })).status).toBe(200);
    expect(target()).toBe('Hdd');
    breaks({});
    await ask(system, { method: 'PATCH', json: pxeOnce });
    expect([target(), first()]).toMatchObject(['Pxe', { kind: 'network' }]);
    expect(target()).toBe('None');
  });
});
