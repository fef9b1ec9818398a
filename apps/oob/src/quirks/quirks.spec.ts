import type { QuirkRule } from '@drydock/contracts';
import { builtInQuirks, QuirkBook, quirkBook } from '@drydock/oob-drivers';
import type { RunningService } from '@drydock/service';
import { ordinaryHardware, SimulatedNode, simulatedTime, startBmc, type RunningBmc } from '@drydock/simulator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OobGround } from '../testing/oob-ground.js';
import { QuirkWatch } from './quirk-watch.js';

const credential = { username: 'root', password: 'calvin-in-the-lab' };
const rule: QuirkRule = {
  description: 'The lab keeps no boot device.',
  source: 'observed in the lab',
  match: { manufacturer: ['drydock*'] },
  switches: { continuousBoot: false },
};

let ground: OobGround;
let service: RunningService;
let node: SimulatedNode;
let bmc: RunningBmc;

beforeAll(async () => {
  ground = await OobGround.open();
  const identity = { name: 'node01', serialNumber: 'R1N1', systemUuid: '6472796d-0000-4000-8000-000000010100' };
  const nics = [{ name: 'nic0', mac: '52:54:00:01:01:00', speedMbps: 25_000 }];
  node = new SimulatedNode({ hardware: ordinaryHardware({ ...identity, nics }), time: simulatedTime(0.1) });
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node });
  service = await ground.start();
});
afterAll(async () => {
  quirkBook.replaceOperators(new Map());
  await service.stop();
  await bmc.close();
  await node.vanish();
  await ground.close();
});

async function call(method: string, path: string, { body, role = 'operator' }: CallOptions = {}) {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await ground.token(role)}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answered: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, body: answered };
}

interface CallOptions {
  readonly body?: unknown;
  readonly role?: 'viewer' | 'operator';
}

describe('quirks over REST', () => {
  it('lists the built-in ones, each with its source', async () => {
    const { status, body } = await call('GET', '/quirks', { role: 'viewer' });
    expect(status).toBe(200);
    for (const [id, { source }] of Object.entries(builtInQuirks)) {
      expect(source).toMatch(/\w{4}/);
      expect(body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id, source })]) });
    }
    expect(await call('GET', '/quirks/ami-whole-boot-request')).toMatchObject({
      status: 200,
      body: { origin: 'built-in', enabled: true, switches: { bootRequest: 'whole' } },
    });
  });

  it('takes a rule, replaces it, shows it and drops it', async () => {
    expect(await call('PUT', '/quirks/lab-forgets', { body: rule })).toMatchObject({
      status: 201,
      body: { id: 'lab-forgets', origin: 'operator' },
    });
    const changed = { ...rule, enabled: false };
    expect(await call('PUT', '/quirks/lab-forgets', { body: changed })).toMatchObject({ status: 200 });
    expect(await call('GET', '/quirks/lab-forgets')).toMatchObject({ body: { ...changed, origin: 'operator' } });
    expect(await call('DELETE', '/quirks/lab-forgets')).toEqual({ status: 204, body: null });
    expect(await call('GET', '/quirks/lab-forgets')).toMatchObject({ status: 404 });
    expect(await call('DELETE', '/quirks/lab-forgets')).toMatchObject({ status: 404 });
  });

  it('keeps built-in rules, but lets the operator put others in their place', async () => {
    expect(await call('DELETE', '/quirks/ami-whole-boot-request')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('"enabled": false') },
    });
    await call('PUT', '/quirks/ami-whole-boot-request', { body: { ...rule, enabled: false } });
    expect(await call('GET', '/quirks/ami-whole-boot-request')).toMatchObject({
      body: { origin: 'operator', enabled: false },
    });
    expect(await call('DELETE', '/quirks/ami-whole-boot-request')).toMatchObject({ status: 204 });
    expect(await call('GET', '/quirks/ami-whole-boot-request')).toMatchObject({ body: { origin: 'built-in' } });
  });

  it.each([
    ['/quirks/UPPER', rule, 'id'],
    ['/quirks/no-source', { ...rule, source: undefined }, 'source'],
    ['/quirks/odd', { ...rule, switches: { reboot: true } }, 'switches.reboot'],
    ['/quirks/odd', { ...rule, match: { model: [] } }, 'match.model'],
    ['/quirks/odd', [], ''],
  ])('refuses what is no rule: PUT %s %j', async (path, body, wrong) => {
    expect(await call('PUT', path, { body })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path: wrong })]) },
    });
  });

  it('lets a viewer look only', async () => {
    expect(await call('PUT', '/quirks/lab-forgets', { body: rule, role: 'viewer' })).toMatchObject({ status: 403 });
    expect(await call('DELETE', '/quirks/lab-forgets', { role: 'viewer' })).toMatchObject({ status: 403 });
  });
});

describe('a rule of the operator', () => {
  const setBoot = async () => {
    const target = { type: 'redfish', address: bmc.url, credential };
    const parameters = { device: 'pxe', once: false };
    const { body } = await call('POST', '/actions', {
      body: { action: 'SetNodeBoot', node: 'node01', target, parameters },
    });
    return call('GET', `/actions/${String(Object(body).id)}`);
  };

  it('changes what the driver does at once, and stands in the record', async () => {
    expect(await setBoot()).toMatchObject({ body: { state: 'succeeded', quirks: [], result: { rearmed: false } } });
    await call('PUT', '/quirks/lab-forgets', { body: rule });
    expect(await setBoot()).toMatchObject({
      body: { state: 'succeeded', quirks: ['lab-forgets'], result: { rearmed: true } },
    });
    await call('DELETE', '/quirks/lab-forgets');
    expect(await setBoot()).toMatchObject({ body: { quirks: [], result: { rearmed: false } } });
  });

  it('reaches every replica within seconds', async () => {
    const pool = new pg.Pool({ connectionString: ground.database.url, max: 2 });
    const book = new QuirkBook();
    const watch = new QuirkWatch(pool, book, { problem: () => undefined });
    const known = () => book.list().some(({ id }) => id === 'lab-forgets');
    watch.start();
    await call('PUT', '/quirks/lab-forgets', { body: rule });
    await expect.poll(known, { timeout: 10_000 }).toBe(true);
    await call('DELETE', '/quirks/lab-forgets');
    await expect.poll(known, { timeout: 10_000 }).toBe(false);
    await watch.stop();
    await pool.end();
  });
});
