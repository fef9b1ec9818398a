import type { DeployNodeParameters, IdentifyNodeParameters } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
// eslint-disable-next-line drydock/boundaries -- the driver and the bootstrapper are each other's only real peer
import { nodeDrivers } from '@drydock/node-drivers';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleImageSha256 } from './images/sample-image.js';
import { deployment, mgmt, networking, platform, storage } from './testing/sample-node.js';
import { enrolment } from './testing/test-agent.js';
import { TestBootstrapper } from './testing/test-bootstrapper.js';
import { TestDriver } from './testing/test-driver.js';
import { TestMachine } from './testing/test-machine.js';

const builtin =
  nodeDrivers.get('builtin') ??
  (() => {
    throw new Error('There is no builtin driver.');
  })();
let bootstrapper: TestBootstrapper;
let machine: TestMachine;
let driver: TestDriver;
beforeEach(async () => {
  bootstrapper = await TestBootstrapper.start();
  machine = new TestMachine(bootstrapper.url);
  driver = driverWith({});
});
afterEach(async () => {
  await machine.off();
  await bootstrapper.stop();
});

const driverWith = (target: object) =>
  new TestDriver(
    builtin,
    { type: 'builtin', address: bootstrapper.url, credential: { token: bootstrapper.token }, ...target },
    'n1',
  );
const identity: IdentifyNodeParameters = { hostname: 'n1', ...enrolment };
const identify = (mode: 'probe' | 'wait', more: Partial<IdentifyNodeParameters> = {}) => ({
  parameters: { ...identity, ...more, mode },
});
const deployTo = (until: 'installed' | 'deployed', deploymentId: string, more: Partial<DeployNodeParameters> = {}) => ({
  parameters: { ...deployment, deploymentId, until, ...more },
});
const image = { name: 'sample', architecture: 'x86_64', sha256: sampleImageSha256 };
const failureOf = async (act: Promise<unknown>): Promise<DriverError> => {
  const error = await act.then(
    (came) => new Error(`It came to ${JSON.stringify(came)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DriverError) return error;
  throw error;
};

async function prepareSite(): Promise<void> {
  await driver.run(({ actions }) => actions.CreateNetworkTemplate, {
    parameters: { networks: [mgmt], links: [], routeDomains: {} },
  });
  await driver.run(({ actions }) => actions.CreateBootMedia, {
    parameters: {
      images: [{ ...image, url: `${bootstrapper.url}/samples/sample-linux.img` }],
      repositories: [],
      authorizedKeys: ['ssh-ed25519 SITE'],
    },
  });
  await driver.run(({ actions }) => actions.PrepareHardwareConfig, { parameters: { profiles: [{ name: 'box' }] } });
}

/** Starts the machine as soon as the bootstrapper waits for its agent. */
function bootAgent() {
  let isStarted = false;
  return driver.run(({ actions }) => actions.IdentifyNode, {
    ...identify('wait'),
    onAgain: () => {
      if (!isStarted) void machine.on();
      isStarted = true;
    },
  });
}

/** The node's agent runs, and everything that it is to be deployed with is applied. */
async function prepareNode(): Promise<void> {
  await prepareSite();
  await bootAgent();
  await applySettings();
}

async function applySettings(): Promise<void> {
  await driver.run(({ actions }) => actions.ApplyNodeNetworking, { parameters: networking });
  await driver.run(({ actions }) => actions.ApplyNodeStorage, { parameters: { storage } });
  await driver.run(({ actions }) => actions.ApplyNodePlatform, { parameters: platform });
}

const probe = () => driver.run(({ actions }) => actions.IdentifyNode, identify('probe'));
const install = (id: string, asked: object = {}) =>
  driver.run(({ actions }) => actions.DeployNode, { ...deployTo('installed', id), ...asked });
const eventsOf = async () => {
  const { json } = await bootstrapper.ask('GET', '/api/v1/nodes/n1/events');
  return Array.from(json.items, ({ cause }: { cause: string }) => cause).reverse();
};

describe('the whole life of a node', () => {
  it('goes from unknown to deployed and back, and a deployed node never reinstalls by booting', async () => {
    expect(await probe()).toMatchObject({ known: false, state: 'absent', agent: 'absent' });
    await prepareSite();
    expect(await bootAgent()).toMatchObject({
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
      details: [{ generator: 'drydock-agent', format: 'application/json' }],
    });
    await machine.off();
    bootstrapper.clock.advance(300);
    expect(await machine.on()).toBe('nothing to boot');

    expect(await bootAgent()).toMatchObject({ state: 'prepared', agent: 'alive' });
    await applySettings();
    const id = randomUUID();
    expect(await install(id)).toMatchObject({ state: 'installed', power: 'off', held: true });
    expect(machine.disk.content).toMatchObject({
      imageSha256: sampleImageSha256,
      configDrive: { hostname: 'n1.example.org', productionVlan: 200, bootData: deployment.bootData },
    });

    expect(await machine.on()).toBe('system');
    const deployed = await driver.run(({ actions }) => actions.DeployNode, deployTo('deployed', id));
    expect(deployed).toMatchObject({ state: 'deployed', power: 'on', held: false });
    expect(await probe()).toMatchObject({ state: 'deployed', deployed: { digest: 'digest-1' }, agent: 'absent' });
    for (let start = 0; start < 10; start += 1) expect(await machine.on()).toBe('system');
    expect(machine.disk.writes).toBe(1);

    await bootAgent();
    const destroyed = await driver.run(({ actions }) => actions.DestroyNode, { parameters: { erase: 'quick' } });
    expect(destroyed).toEqual({
      state: 'available',
      erased: [{ serial: 'DISK-A', method: 'wipe-labels', verified: true }],
    });
    expect(machine.disk.content).toBeNull();
    expect(await eventsOf()).toEqual([
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
  beforeEach(prepareNode);

  it('goes on when the bootstrapper dies in the middle of it, and writes the image once', async () => {
    const id = randomUUID();
    let deaths = 0;
    const installed = await install(id, {
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
    const installed = await install(randomUUID(), {
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
    expect(await install(randomUUID())).toMatchObject({ state: 'installed' });
    expect([lost, machine.disk.writes]).toEqual([6, 1]);
  });

  it('fails when the image that arrives is not the one of the checksum, and says so', async () => {
    const reliable = machine.fetch;
    machine.fetch = (url, init) => reliable(String(url).replace('/images/sample', '/boot/02:00:5e:00:53:01'), init);
    const { kind, message } = await failureOf(install(randomUUID()));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('the SHA-256 of the image is')]);
    expect(machine.disk.writes).toBe(0);
    expect(await probe()).toMatchObject({ state: 'broken' });
  });

  it('is withdrawn when it is stopped, and the agent stops with it', async () => {
    const id = randomUUID();
    await driver.once(({ actions }) => actions.DeployNode, deployTo('installed', id));
    const stopped = { ...deployTo('installed', id), signal: AbortSignal.abort() };
    const { kind } = await failureOf(driver.once(({ actions }) => actions.DeployNode, stopped));
    expect(kind).toBe('timed-out');
    const { json } = await bootstrapper.ask('GET', `/api/v1/nodes/n1/work/${id}`);
    expect(json.state).toBe('withdrawn');
    expect(await install(randomUUID())).toMatchObject({ state: 'installed' });
    expect(machine.disk.writes).toBe(1);
  });

  it('is there already when another task deployed the same design; another design needs redeploy', async () => {
    const id = randomUUID();
    await install(id);
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
    await bootAgent();
    const refused = await failureOf(install(randomUUID()));
    expect([refused.kind, refused.message]).toEqual(['rejected', expect.stringContaining('disks changed')]);
  });
});

describe('identifying a node', () => {
  it('is rejected, naming both sides, when what boots is another node', async () => {
    machine.serialNumber = 'DRYDOCK-R9N9';
    const { kind, message } = await failureOf(bootAgent());
    expect(kind).toBe('rejected');
    expect(message).toContain('designed DRYDOCK-R1N1');
    expect(message).toContain('found DRYDOCK-R9N9');
  });

  it('stops waiting when it is cancelled: the node boots its local disk then', async () => {
    await driver.once(({ actions }) => actions.IdentifyNode, identify('wait'));
    const stopped = { ...identify('wait'), signal: AbortSignal.abort() };
    expect((await failureOf(driver.once(({ actions }) => actions.IdentifyNode, stopped))).kind).toBe('timed-out');
    expect(await machine.on()).toBe('nothing to boot');
  });

  it('is not by its name alone', async () => {
    await driver.once(({ actions }) => actions.IdentifyNode, identify('wait'));
    const other = { bootMac: '02:00:5e:00:53:09', macs: [], serialNumber: 'X', systemUuid: undefined };
    const found = await driver.run(({ actions }) => actions.IdentifyNode, identify('probe', other));
    expect(found).toMatchObject({ known: false });
  });
});

describe('hardware', () => {
  const profile = (more: object) =>
    driver.run(({ actions }) => actions.PrepareHardwareConfig, {
      parameters: { profiles: [{ name: 'box', ...more }] },
    });
  const configure = (allowDataLoss = false) =>
    driver.run(({ actions }) => actions.ConfigureHardware, { parameters: { profile: 'box', allowDataLoss } });
  beforeEach(prepareNode);

  it('is brought to its profile, told item by item, and not touched again', async () => {
    await profile({
      firmware: [{ component: 'nic', version: '2.0' }],
      biosSettings: { SriovGlobal: 'Enabled' },
      checks: [{ name: 'enough memory', fact: 'memory-gib', atLeast: 16 }],
    });
    const { items } = await configure();
    expect(items.map(({ kind, changed, resets }) => [kind, changed, resets])).toEqual([
      ['firmware', true, 1],
      ['bios', true, 1],
      ['check', false, 0],
    ]);
    const repeated = await configure();
    expect(repeated.items[0]).toMatchObject({ before: '2.0', after: '2.0', changed: false, verified: true });
  });

  it('keeps its RAID volumes unless losing their data was allowed', async () => {
    await profile({ raid: { volumes: [{ name: 'os', level: '1' }] } });
    expect((await failureOf(configure())).message).toContain('loss of its data');
    expect(await configure(true)).toMatchObject({ items: [{ kind: 'raid', after: '1', dataLost: true }] });
  });

  it('that fails a check is rejected with what was asked for and found', async () => {
    await profile({ checks: [{ name: 'enough memory', fact: 'memory-gib', atLeast: 512 }] });
    const { kind, message } = await failureOf(configure());
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('at least 512, found 16')]);
  });

  it('without a known profile is not found', async () => {
    const unknown = driver.run(({ actions }) => actions.ConfigureHardware, { parameters: { profile: 'nowhere' } });
    expect((await failureOf(unknown)).kind).toBe('not-found');
  });
});

describe('an erasure', () => {
  beforeEach(prepareNode);

  it('fails when a disk still reads back what was on it, and the record stays', async () => {
    await install(randomUUID());
    machine.disk.keepsEverything = true;
    await bootAgent();
    const destroy = driver.run(({ actions }) => actions.DestroyNode, { parameters: { erase: 'quick' } });
    expect((await failureOf(destroy)).message).toContain('not verified to be erased');
    expect(await probe()).toMatchObject({ known: true, state: 'broken' });
  });

  it('of a node that the bootstrapper does not know has nothing to do', async () => {
    await machine.off();
    await bootstrapper.ask('DELETE', '/api/v1/nodes/n1');
    const destroyed = await driver.run(({ actions }) => actions.DestroyNode, { parameters: {} });
    expect(destroyed).toEqual({ state: 'absent', erased: [] });
  });
});

describe('a dry run', () => {
  it('says what would be done and at which risk, and does nothing', async () => {
    await prepareNode();
    const dry = { dryRun: true } as const;
    const deploy = { ...deployTo('deployed', randomUUID()), ...dry };
    expect(await driver.once(({ actions }) => actions.DeployNode, deploy)).toMatchObject({
      kind: 'would',
      would: ['install n1', 'wait for n1 to phone home'],
      risks: [{ kind: 'data-loss', message: expect.stringContaining('DISK-A') }, { kind: 'reset' }],
    });
    const destroy = { parameters: {}, ...dry };
    expect(await driver.once(({ actions }) => actions.DestroyNode, destroy)).toMatchObject({
      would: [expect.stringContaining('erase sda (DISK-A'), 'make n1 available again'],
    });
    const storing = { parameters: { storage }, ...dry };
    expect(await driver.once(({ actions }) => actions.ApplyNodeStorage, storing)).toMatchObject({
      risks: [{ kind: 'data-loss' }],
    });
    const networks = {
      parameters: { networks: [mgmt, { ...mgmt, name: 'new' }], links: [], routeDomains: {} },
      ...dry,
    };
    expect(await driver.once(({ actions }) => actions.CreateNetworkTemplate, networks)).toMatchObject({
      would: ['add new to the networks'],
    });
    const media = { images: [{ ...image, url: 'http://other/image' }], repositories: [], authorizedKeys: [] };
    expect(await driver.once(({ actions }) => actions.CreateBootMedia, { parameters: media, ...dry })).toMatchObject({
      would: ['fetch the image sample from http://other/image', 'change site of the authorized-keys'],
    });
    expect(await probe()).toMatchObject({ state: 'available' });
    expect(await eventsOf()).toEqual(['enrolled', 'identified']);
  });
});

describe('what goes wrong on the way to the bootstrapper', () => {
  const kindOf = async (target: object) =>
    (await failureOf(driverWith(target).run(({ actions }) => actions.InterrogateNode, { parameters: {} }))).kind;

  it.each([
    ['unauthorized', { credential: { token: 'wrong' } }],
    ['unauthorized', { credential: undefined }],
    ['unreachable', { address: 'http://127.0.0.1:1' }],
    ['not-found', {}],
  ])('is told as %s for %j', async (kind, target) => {
    expect(await kindOf(target)).toBe(kind);
  });

  it('is found out by reach, and a probe tells what there is', async () => {
    const target = { type: 'builtin', address: bootstrapper.url, credential: { token: bootstrapper.token } };
    const signal = AbortSignal.timeout(10_000);
    await expect(builtin.reach(target, signal)).resolves.toBeUndefined();
    await expect(builtin.reach({ ...target, credential: { token: 'x' } }, signal)).rejects.toThrow(DriverError);
    await bootstrapper.ask('GET', '/boot/02:00:5e:00:53:01', { token: null });
    await prepareSite();
    expect(await builtin.probe(target, signal)).toEqual({
      facts: { nodes: [], images: [{ name: 'sample', state: 'available' }] },
      documents: [],
      bootMacCandidates: ['02:00:5e:00:53:01'],
    });
  });

  it('an image that cannot be had is rejected with the reason', async () => {
    const media = {
      images: [{ ...image, url: `${bootstrapper.url}/samples/nothing` }],
      repositories: [],
      authorizedKeys: [],
    };
    const { kind, message } = await failureOf(
      driver.run(({ actions }) => actions.CreateBootMedia, { parameters: media }),
    );
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('404')]);
  });
});
