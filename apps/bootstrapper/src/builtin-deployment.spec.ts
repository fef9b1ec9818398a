import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleImageSha256 } from './images/sample-image.js';
import { deployTo, DriverStage, failureOf } from './testing/driver-stage.js';
import { deployment } from './testing/sample-node.js';
import { enrolment } from './testing/test-agent.js';

let stage: DriverStage;
let bootstrapper: DriverStage['bootstrapper'];
let machine: DriverStage['machine'];
let driver: DriverStage['driver'];
beforeEach(async () => {
  stage = await DriverStage.set();
  ({ bootstrapper, machine, driver } = stage);
});
afterEach(() => stage.clear());

describe('the whole life of a node', () => {
  it('goes from unknown to deployed and back, and a deployed node never reinstalls by booting', async () => {
    expect(await stage.probe()).toMatchObject({ known: false, state: 'absent', agent: 'absent' });
    await stage.prepareSite();
    expect(await stage.bootAgent()).toMatchObject({
      known: true,
      state: 'available',
      agent: 'alive',
      powerOwner: 'drydock',
      matchedBy: 'mac, serial number, uuid',
      mac: enrolment.bootMac,
      deployed: null,
    });
    const configured = await driver.run(({ actions }) => actions.ConfigureHardware, { parameters: { profile: 'box' } });
    expect(configured).toEqual({ items: [] });
    expect(await driver.run(({ actions }) => actions.InterrogateNode, { parameters: {} })).toMatchObject({
      state: 'prepared',
      inventory: { memory: { totalMiB: 16384 }, disks: [{ name: 'sda', serial: 'DISK-A' }] },
      details: [{ generator: 'drydock-agent', format: 'application/json' }, { generator: 'lshw' }],
    });
    await machine.off();
    bootstrapper.clock.advance(300);
    expect(await machine.on()).toBe('nothing to boot');

    expect(await stage.bootAgent()).toMatchObject({ state: 'prepared', agent: 'alive' });
    await stage.applySettings();
    const id = randomUUID();
    expect(await stage.install(id)).toMatchObject({ state: 'installed', power: 'off', held: true });
    expect(machine.disk.content).toMatchObject({
      imageSha256: sampleImageSha256,
      configDrive: { hostname: 'n1.example.org', productionVlan: 200, bootData: deployment.bootData },
    });

    expect(await machine.on()).toBe('system');
    const deployed = await driver.run(({ actions }) => actions.DeployNode, deployTo('deployed', id));
    expect(deployed).toMatchObject({ state: 'deployed', power: 'on', held: false });
    expect(await stage.probe()).toMatchObject({ state: 'deployed', deployed: { digest: 'digest-1' }, agent: 'absent' });
    for (let start = 0; start < 10; start += 1) expect(await machine.on()).toBe('system');
    expect(machine.disk.writes).toBe(1);

    await stage.bootAgent();
    const destroyed = await driver.run(({ actions }) => actions.DestroyNode, { parameters: { erase: 'quick' } });
    expect(destroyed).toEqual({
      state: 'available',
      erased: [{ serial: 'DISK-A', method: 'wipe-labels', verified: true }],
    });
    expect(machine.disk.content).toBeNull();
    expect(await stage.events()).toEqual([
      'enrolled',
      'identified',
      'configuration-started',
      'configuration-finished',
      'deployment-started',
      'image-written',
      'phoned-home',
      'erasure-started',
      'erasure-finished',
    ]);
  });
});

describe('a deployment', () => {
  beforeEach(() => stage.prepareNode());

  it('goes on when the bootstrapper dies in the middle of it, and writes the image once', async () => {
    const id = randomUUID();
    let deaths = 0;
    const installed = await stage.install(id, {
      onAgain: async (progress: string) => {
        if (deaths > 0 || !progress.includes('writing')) return;
        deaths += 1;
        await bootstrapper.down();
        await bootstrapper.up();
      },
    });
    expect(installed).toMatchObject({ state: 'installed', held: true });
    expect([deaths, machine.disk.writes]).toEqual([1, 1]);
  });

  it('goes on when the node loses power in the middle of it', async () => {
    let cuts = 0;
    const installed = await stage.install(randomUUID(), {
      onAgain: async (progress: string) => {
        if (cuts > 0 || !progress.includes('writing')) return;
        cuts += 1;
        await machine.off();
        void machine.on();
      },
    });
    expect([installed.state, cuts, machine.disk.writes]).toEqual(['installed', 1, 1]);
  });

  it('goes on when answers to the agent are lost', async () => {
    const reliable = machine.fetch;
    let lost = 0;
    machine.fetch = async (url, init) => {
      const response = await reliable(url, init);
      if (String(url).includes('/agent/v1/') && lost < 6) {
        lost += 1;
        await response.text();
        throw new Error('the answer is lost');
      }
      return response;
    };
    expect(await stage.install(randomUUID())).toMatchObject({ state: 'installed' });
    expect([lost, machine.disk.writes]).toEqual([6, 1]);
  });

  it('fails when the image that arrives is not the one of the checksum, and says so', async () => {
    const reliable = machine.fetch;
    machine.fetch = (url, init) => reliable(String(url).replace('/images/sample', '/boot/02:00:5e:00:53:01'), init);
    const { kind, message } = await failureOf(stage.install(randomUUID()));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('the SHA-256 of the image is')]);
    expect(machine.disk.writes).toBe(0);
    expect(await stage.probe()).toMatchObject({ state: 'broken' });
  });

  it('is withdrawn when it is stopped, and the agent stops with it', async () => {
    const id = randomUUID();
    await driver.once(({ actions }) => actions.DeployNode, deployTo('installed', id));
    const stopped = { ...deployTo('installed', id), signal: AbortSignal.abort() };
    const { kind } = await failureOf(driver.once(({ actions }) => actions.DeployNode, stopped));
    expect(kind).toBe('timed-out');
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`);
    expect(json.state).toBe('withdrawn');
    expect(await stage.install(randomUUID())).toMatchObject({ state: 'installed' });
    expect(machine.disk.writes).toBe(1);
  });

  it('is there already when another task deployed the same design; another design needs redeploy', async () => {
    const id = randomUUID();
    await stage.install(id);
    await machine.on();
    const same = await driver.run(({ actions }) => actions.DeployNode, deployTo('deployed', randomUUID()));
    expect(same).toMatchObject({ state: 'deployed', durationSeconds: 0 });
    const other = deployTo('installed', randomUUID(), { digest: 'digest-2' });
    const refused = await failureOf(driver.run(({ actions }) => actions.DeployNode, other));
    expect([refused.kind, refused.message]).toEqual(['rejected', expect.stringContaining('digest-1')]);
  });

  it('is refused when the disks changed since storage was applied', async () => {
    await machine.off();
    Object.assign(machine.disk, { serial: 'DISK-B' });
    bootstrapper.clock.advance(60);
    await stage.bootAgent();
    const refused = await failureOf(stage.install(randomUUID()));
    expect([refused.kind, refused.message]).toEqual(['rejected', expect.stringContaining('disks changed')]);
  });
});

describe('an erasure', () => {
  beforeEach(() => stage.prepareNode());

  it('fails when a disk still reads back what was on it, and the record stays', async () => {
    await stage.install(randomUUID());
    machine.disk.keepsEverything = true;
    await stage.bootAgent();
    const destroy = driver.run(({ actions }) => actions.DestroyNode, { parameters: { erase: 'quick' } });
    expect((await failureOf(destroy)).message).toContain('not verified to be erased');
    expect(await stage.probe()).toMatchObject({ known: true, state: 'broken' });
  });

  it('of a node that the bootstrapper does not know has nothing to do', async () => {
    await machine.off();
    await bootstrapper.ask('DELETE', '/api/v1/nodes/n1');
    const destroyed = await driver.run(({ actions }) => actions.DestroyNode, { parameters: {} });
    expect(destroyed).toEqual({ state: 'absent', erased: [] });
  });
});
