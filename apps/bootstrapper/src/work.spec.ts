import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applySettings, availableNode, prepareSite } from './testing/sample-node.js';
import type { TestAgent } from './testing/test-agent.js';
import { TestBootstrapper } from './testing/test-bootstrapper.js';

let bootstrapper: TestBootstrapper;
let agent: TestAgent;
let id: string;
beforeAll(async () => {
  bootstrapper = await TestBootstrapper.start({ DRYDOCK_AGENT_POLL_SECONDS: '10' });
  await prepareSite(bootstrapper);
});
beforeEach(async () => {
  agent = await availableNode(bootstrapper);
  id = randomUUID();
});
afterAll(() => bootstrapper.stop());

const node = async () => (await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json;
const configure = async (profile: object, more: object = {}) => {
  await bootstrapper.ask('PUT', '/api/v1/site/hardware-profiles/box', { json: { name: 'box', ...profile } });
  const json = { profile: 'box', ...more };
  return bootstrapper.ask('PUT', `/api/v1/nodes/n1/configurations/${id}`, { json });
};
const erase = (json: object) => bootstrapper.ask('PUT', `/api/v1/nodes/n1/erasures/${id}`, { json });
const quick = { method: 'quick', scope: 'designed' };

describe('hardware', () => {
  it('is prepared at once when its profile asks for nothing that an agent has to do', async () => {
    const checks = [{ name: 'memory', fact: 'memory-gib', atLeast: 16 }];
    const { json } = await configure({ checks });
    expect(json.work).toMatchObject({ state: 'succeeded', result: { items: [{ kind: 'check', verified: true }] } });
    expect((await node()).state).toBe('prepared');
  });

  it('is refused as broken when a check does not hold, with what was found', async () => {
    const { json } = await configure({ checks: [{ name: 'memory', fact: 'memory-gib', atLeast: 512 }] });
    expect(json.work).toMatchObject({ state: 'failed', failure: expect.stringContaining('at least 512, found 16') });
    expect((await node()).state).toBe('broken');
  });

  it('is set by the agent, item by item, and is what the agent read back', async () => {
    const firmware = [{ component: 'nic', version: '2.0', allowDowngrade: true }];
    await configure({ firmware, biosSettings: { SriovGlobalEnable: 'Enabled', Cores: 4 } });
    const work = await agent.work();
    expect(Object.fromEntries(work)).toMatchObject({
      work: 'configure',
      id,
      allow_data_loss: 'no',
      'item.0.kind': 'firmware',
      'item.0.name': 'nic',
      'item.0.value': '2.0',
      'item.0.allow_downgrade': 'yes',
      'item.1.kind': 'bios',
      'item.1.name': 'Cores',
      'item.1.value': '4',
      'item.2.name': 'SriovGlobalEnable',
    });
    const item = (index: number, kind: string, name: string) =>
      `item.${index}.kind=${kind}\nitem.${index}.name=${name}\nitem.${index}.before=old\nitem.${index}.after=new\n` +
      `item.${index}.changed=yes\nitem.${index}.verified=yes\nitem.${index}.resets=1\n`;
    await agent.result(
      `id=${id}\noutcome=succeeded\n${item(0, 'firmware', 'nic')}${item(1, 'bios', 'SriovGlobalEnable')}${item(2, 'bios', 'Cores')}`,
    );
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`);
    expect(json.state).toBe('succeeded');
    expect(json).toHaveProperty('result.items[0]', {
      kind: 'firmware',
      name: 'nic',
      before: 'old',
      after: 'new',
      changed: true,
      verified: true,
      resets: 1,
      dataLost: false,
    });
  });

  it('is not taken as set when the agent is silent about an item', async () => {
    await configure({ biosSettings: { Cores: 4 } });
    await agent.work();
    await agent.result(`id=${id}\noutcome=succeeded\n`);
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`);
    expect(json).toMatchObject({ state: 'failed', failure: expect.stringContaining('bios Cores') });
  });

  it('that the agent cannot set is refused as not supported, never skipped', async () => {
    const answer = await configure({ raid: { volumes: [{ name: 'os', level: '1' }] } });
    expect(answer).toMatchObject({ status: 422, json: { detail: expect.stringContaining('raid os') } });
  });

  it('cannot be brought to a profile that nobody defined', async () => {
    const answer = await bootstrapper.ask('PUT', `/api/v1/nodes/n1/configurations/${id}`, { json: { profile: 'x' } });
    expect(answer).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('x among the hardware-profiles') },
    });
  });
});

describe('an erasure', () => {
  beforeEach(() => applySettings(bootstrapper));

  it('is handed out with the disks of the design, and the node is available when each was read back', async () => {
    await erase(quick);
    expect((await node()).state).toBe('erasing');
    const work = await agent.work();
    expect(Object.fromEntries(work)).toMatchObject({ work: 'erase', id, method: 'quick', 'disk.0.serial': 'DISK-A' });
    await agent.result(`id=${id}\noutcome=succeeded\ndisk.0.serial=DISK-A\ndisk.0.method=zero\ndisk.0.verified=yes\n`);
    expect(await node()).toMatchObject({ state: 'available', deployed: null, storage: null });
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`);
    expect(json).toHaveProperty('result.erased', [{ serial: 'DISK-A', method: 'zero', verified: true }]);
  });

  it('fails when a disk was not read back, and the record stays', async () => {
    await erase(quick);
    await agent.work();
    await agent.result(`id=${id}\noutcome=succeeded\ndisk.0.serial=DISK-A\ndisk.0.method=zero\ndisk.0.verified=no\n`);
    expect(await node()).toMatchObject({ state: 'broken', failure: expect.stringContaining('not verified') });
  });

  it('takes the place of open work, whose agent is told to stop', async () => {
    const former = randomUUID();
    await bootstrapper.ask('PUT', `/api/v1/nodes/n1/deployments/${former}`, {
      json: { digest: 'd', hostname: 'n1', authorizedKeys: [] },
    });
    await agent.work();
    await erase(quick);
    const going = await agent.ask('POST', '/agent/v1/progress', { lines: `id=${former}\nmessage=writing\n` });
    expect(going.text).toContain('continue=no');
    expect((await agent.work()).get('work')).toBe('erase');
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${former}`);
    expect(json).toMatchObject({ state: 'withdrawn', failure: expect.stringContaining('erase') });
    await agent.result(`id=${id}\noutcome=succeeded\ndisk.0.serial=DISK-A\ndisk.0.verified=yes\n`);
  });

  it('of nothing lets the node go at once', async () => {
    expect((await erase({ method: 'none', scope: 'designed' })).json.work).toMatchObject({
      state: 'succeeded',
      result: { erased: [] },
    });
    expect((await node()).state).toBe('available');
  });
});

describe('work', () => {
  it('reaches an agent that is already asking, at once', async () => {
    const asked = Date.now();
    const [work] = await Promise.all([agent.work(), configure({ biosSettings: { Cores: 4 } })]);
    expect(work.get('work')).toBe('configure');
    expect(Date.now() - asked).toBeLessThan(8_000);
    await bootstrapper.ask('DELETE', `/api/v1/nodes/n1/work/${id}`);
  });

  it('cannot be two kinds of work under one id', async () => {
    await configure({});
    expect((await erase(quick)).status).toBe(409);
  });

  it.each(['result', 'progress'])('%s that is no lines or has no id is refused with its wrong fields', async (path) => {
    const json = await agent.ask('POST', `/agent/v1/${path}`, { json: { id } });
    expect(json.status).toBe(400);
    const lines = await agent.ask('POST', `/agent/v1/${path}`, { lines: 'outcome=succeeded\nid=7\n' });
    expect(lines.json.errors).toContainEqual({ path: 'id', message: 'must be the id of the work' });
  });

  it('with an id that is no UUID is refused', async () => {
    const answer = await bootstrapper.ask('PUT', '/api/v1/nodes/n1/erasures/7', { json: quick });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'id', message: 'must be a UUID' }] } });
  });

  it('that is unknown is not found', async () => {
    expect((await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`)).status).toBe(404);
    expect((await bootstrapper.ask('PUT', `/api/v1/nodes/n9/erasures/${id}`, { json: quick })).status).toBe(404);
  });
});
