import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleImageBytes, sampleImageSha256 } from './images/sample-image.js';
import { applySettings, availableNode, deployment, prepareSite } from './testing/sample-node.js';
import { inventory, nodeMac, TestAgent } from './testing/test-agent.js';
import { TestBootstrapper } from './testing/test-bootstrapper.js';

let bootstrapper: TestBootstrapper;
let agent: TestAgent;
beforeEach(async () => {
  bootstrapper = await TestBootstrapper.start();
  await prepareSite(bootstrapper);
  agent = await availableNode(bootstrapper);
  await applySettings(bootstrapper);
});
afterEach(() => bootstrapper.stop());

const node = async () => (await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json;
const deploy = (id: string, more: object = {}) =>
  bootstrapper.ask('PUT', `/api/v1/nodes/n1/deployments/${id}`, { json: { ...deployment, ...more } });
const script = async () => (await bootstrapper.ask('GET', `/boot/${nodeMac}`, { token: null })).text;
const configDriveOf = (work: ReadonlyMap<string, string>) =>
  JSON.parse(Buffer.from(work.get('config_drive') ?? '', 'base64').toString());
const phoneHome = (key: string) => bootstrapper.ask('POST', '/phone-home', { token: null, json: { key } });

async function install(id: string): Promise<string> {
  await deploy(id);
  const work = await agent.work();
  await agent.result(`id=${id}\noutcome=succeeded\n`);
  return configDriveOf(work).phoneHome.key;
}

describe('a deployment', () => {
  it('gives the agent the image, the disk and everything that makes the node itself', async () => {
    const id = randomUUID();
    expect((await deploy(id)).json).toMatchObject({ changed: true, work: { state: 'open', kind: 'deploy' } });
    const work = await agent.work();
    expect(Object.fromEntries(work)).toMatchObject({
      work: 'deploy',
      id,
      image_url: `${bootstrapper.url}/images/sample`,
      image_sha256: sampleImageSha256,
      image_bytes: String(sampleImageBytes),
      disk_name: 'sda',
      disk_serial: 'DISK-A',
      after: 'power-off',
    });
    expect(configDriveOf(work)).toMatchObject({
      hostname: 'n1.example.org',
      authorizedKeys: ['ssh-ed25519 SITE', 'ssh-ed25519 NODE'],
      productionVlan: 200,
      phoneHome: { url: `${bootstrapper.url}/phone-home`, key: expect.stringMatching(/^\S{43}$/) },
      bootData: deployment.bootData,
      userData: deployment.userData,
      networking: { primaryNetwork: 'mgmt' },
      platform: { kernelParameters: 'quiet' },
    });
  });

  it('goes from installing to installed to deployed, each step noted, and never back by booting', async () => {
    const id = randomUUID();
    await deploy(id);
    expect((await node()).state).toBe('installing');
    const work = await agent.work();
    const going = await agent.ask('POST', '/agent/v1/progress', { lines: `id=${id}\nmessage=writing\npercent=40\n` });
    expect(going.text).toContain('continue=yes');
    expect((await deploy(id)).json).toMatchObject({
      changed: false,
      work: { progress: { message: 'writing', percent: 40 } },
    });
    const ended = await agent.result(`id=${id}\noutcome=succeeded\nmessage=\n`);
    expect(ended.text).toContain('next=power-off');
    expect(await node()).toMatchObject({
      state: 'installed',
      agent: 'absent',
      deployed: { digest: 'digest-1', deploymentId: id },
    });
    expect((await phoneHome(configDriveOf(work).phoneHome.key)).status).toBe(200);
    expect((await node()).state).toBe('deployed');
    for (let start = 0; start < 10; start += 1) expect(await script()).toContain('sanboot');
    const { json } = await bootstrapper.ask('GET', '/api/v1/nodes/n1/events');
    expect(json.items.map(({ cause }) => cause).reverse()).toEqual([
      'enrolled',
      'identified',
      'deployment-started',
      'image-written',
      'phoned-home',
    ]);
  });

  it('boots the agent as long as it is open, although nobody said that the node is expected', async () => {
    await deploy(randomUUID());
    bootstrapper.clock.advance(4000);
    expect(await script()).toContain('drydock.token');
  });

  it('keeps no secret in the database in the clear, and none at all when it is over', async () => {
    const id = randomUUID();
    await deploy(id);
    const client = new pg.Client({ connectionString: bootstrapper.databaseUrl });
    await client.connect();
    const { rows } = await client.query('select to_jsonb(work) as work from work');
    expect(JSON.stringify(rows)).not.toMatch(/boot-data-key|top-secret-user-data/);
    expect(rows[0].work.secrets).not.toBeNull();
    await agent.work();
    await agent.result(`id=${id}\noutcome=succeeded\n`);
    expect((await client.query('select secrets from work')).rows).toEqual([{ secrets: null }]);
    await client.end();
  });

  it('is the same when it is asked for again with its id, and refused with another digest', async () => {
    const id = randomUUID();
    await deploy(id);
    expect((await deploy(id)).json.changed).toBe(false);
    expect((await deploy(id, { digest: 'digest-2' })).status).toBe(409);
  });

  it('replaces a deployed node only when redeploy is asked for', async () => {
    await phoneHome(await install(randomUUID()));
    const refused = await deploy(randomUUID(), { digest: 'digest-2' });
    expect(refused).toMatchObject({ status: 409, json: { detail: expect.stringContaining('digest-1') } });
    expect((await deploy(randomUUID(), { digest: 'digest-2', redeploy: true })).status).toBe(200);
    expect(await node()).toMatchObject({ state: 'installing', deployed: null });
  });

  it('is refused when a chosen disk is not there any more', async () => {
    const [disk] = inventory().disks;
    await agent.report({ ...inventory(), disks: [{ ...disk, serial: 'DISK-B' }] });
    const answer = await deploy(randomUUID());
    expect(answer.status).toBe(409);
    expect(answer.json.detail).toContain('disks changed since storage was applied, sda (DISK-A)');
    expect((await node()).state).toBe('available');
  });

  it('fails when the disk is exchanged between asking and doing, and writes nothing', async () => {
    const id = randomUUID();
    await deploy(id);
    const [disk] = inventory().disks;
    await agent.report({ ...inventory(), disks: [{ ...disk, serial: 'DISK-B' }] });
    expect((await agent.work()).get('work')).toBe('none');
    expect(await node()).toMatchObject({
      state: 'broken',
      failure: expect.stringContaining('sda (DISK-A) is missing'),
    });
  });

  it('names everything that is missing for it', async () => {
    await bootstrapper.ask('PUT', '/api/v1/nodes/n1/erasures/' + randomUUID(), {
      json: { method: 'none', scope: 'designed' },
    });
    const { json } = await deploy(randomUUID());
    for (const what of ['networking', 'storage', 'platform'])
      expect(json.detail).toContain(`its ${what} was not applied`);
  });

  it('that failed says why in the words of the agent, and may be tried again', async () => {
    const id = randomUUID();
    await deploy(id);
    await agent.work();
    await agent.result(`id=${id}\noutcome=failed\nmessage=the checksum differs\n`);
    expect(await node()).toMatchObject({ state: 'broken', failure: 'the checksum differs', deployed: null });
    expect((await deploy(randomUUID())).json).toMatchObject({ changed: true, work: { state: 'open' } });
  });

  it('that is withdrawn stops its agent and leaves the node broken', async () => {
    const id = randomUUID();
    await deploy(id);
    await agent.work();
    const answer = await bootstrapper.ask('DELETE', `/api/v1/nodes/n1/work/${id}`);
    expect(answer.json).toMatchObject({ changed: true, work: { state: 'withdrawn' } });
    const going = await agent.ask('POST', '/agent/v1/progress', { lines: `id=${id}\n` });
    expect(going.text).toContain('continue=no');
    expect((await agent.result(`id=${id}\noutcome=succeeded\n`)).text).toContain('next=work');
    expect((await node()).state).toBe('broken');
  });

  it('goes on where it was after the bootstrapper was restarted', async () => {
    const id = randomUUID();
    await deploy(id);
    const before = await agent.work();
    await bootstrapper.down();
    await bootstrapper.up();
    const after = await agent.work();
    expect(configDriveOf(after).phoneHome.key).toBe(configDriveOf(before).phoneHome.key);
    await agent.result(`id=${id}\noutcome=succeeded\n`);
    expect((await node()).state).toBe('installed');
  });
});

describe('a phone-home key', () => {
  it('works once; saying it again, as the answer was lost, changes nothing', async () => {
    const key = await install(randomUUID());
    expect((await phoneHome(key)).status).toBe(200);
    expect((await phoneHome(key)).status).toBe(200);
    const { json } = await bootstrapper.ask('GET', '/api/v1/nodes/n1/events');
    expect(json.items.map(({ cause }) => cause).filter((cause) => cause === 'phoned-home')).toHaveLength(1);
  });

  it('is taken as a form and as a bearer token too', async () => {
    const first = await install(randomUUID());
    const form = { lines: new URLSearchParams({ key: first }).toString(), token: null };
    expect((await bootstrapper.ask('POST', '/phone-home', form)).status).toBe(200);
    await deploy(randomUUID(), { redeploy: true });
    agent = await TestAgent.boot(bootstrapper);
    await agent.report();
    const work = await agent.work();
    await agent.result(`id=${work.get('id')}\noutcome=succeeded\n`);
    const { key } = configDriveOf(work).phoneHome;
    expect((await bootstrapper.ask('POST', '/phone-home', { token: key })).status).toBe(200);
  });

  it('is no good when it expired, is unknown, or the node was given another deployment since', async () => {
    const key = await install(randomUUID());
    expect((await phoneHome('made-up')).status).toBe(401);
    expect((await bootstrapper.ask('POST', '/phone-home', { token: null, json: {} })).status).toBe(401);
    await deploy(randomUUID());
    expect((await phoneHome(key)).status).toBe(409);
    const late = await install(randomUUID());
    bootstrapper.clock.advance(25 * 3600);
    const expired = await phoneHome(late);
    expect(expired).toMatchObject({ status: 409, json: { detail: expect.stringContaining('expired') } });
    expect((await node()).state).not.toBe('deployed');
  });
});
