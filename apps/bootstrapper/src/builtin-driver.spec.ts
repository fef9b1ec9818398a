import { DriverError } from '@drydock/driver';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtin, deployTo, DriverStage, failureOf, identify, sampleImage } from './testing/driver-stage.js';
import { mgmt, storage } from './testing/sample-node.js';

let stage: DriverStage;
let bootstrapper: DriverStage['bootstrapper'];
let machine: DriverStage['machine'];
let driver: DriverStage['driver'];
beforeEach(async () => {
  stage = await DriverStage.set();
  ({ bootstrapper, machine, driver } = stage);
});
afterEach(() => stage.clear());

describe('identifying a node', () => {
  it('is rejected, naming both sides, when what boots is another node', async () => {
    machine.serialNumber = 'DRYDOCK-R9N9';
    const { kind, message } = await failureOf(stage.bootAgent());
    expect(kind).toBe('rejected');
    expect(message).toContain('designed DRYDOCK-R1N1');
    expect(message).toContain('found DRYDOCK-R9N9');
  });

  it('lets it have the agent before it is started, when that is asked for, and not by a mere look', async () => {
    await driver.run(({ actions }) => actions.IdentifyNode, identify('probe'));
    expect(await machine.on()).toBe('nothing to boot');
    const expected = await driver.run(({ actions }) => actions.IdentifyNode, identify('probe', { expect: true }));
    expect(expected).toMatchObject({ known: true, state: 'known', agent: 'absent' });
    void machine.on();
    await expect.poll(() => stage.probe(), { timeout: 5000 }).toMatchObject({ state: 'available', agent: 'alive' });
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
  beforeEach(() => stage.prepareNode());

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

describe('a dry run', () => {
  it('says what would be done and at which risk, and does nothing', async () => {
    await stage.prepareNode();
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
    const media = { images: [{ ...sampleImage, url: 'http://other/image' }], repositories: [], authorizedKeys: [] };
    expect(await driver.once(({ actions }) => actions.CreateBootMedia, { parameters: media, ...dry })).toMatchObject({
      would: ['fetch the image sample from http://other/image', 'change site of the authorized-keys'],
    });
    expect(await stage.probe()).toMatchObject({ state: 'available' });
    expect(await stage.events()).toEqual(['enrolled', 'identified']);
  });
});

describe('what goes wrong on the way to the bootstrapper', () => {
  const kindOf = async (target: object) =>
    (await failureOf(stage.driverWith(target).run(({ actions }) => actions.InterrogateNode, { parameters: {} }))).kind;

  it.each([
    ['unauthorized', { credential: { token: 'wrong' } }],
    ['unauthorized', { credential: undefined }],
    ['unreachable', { address: 'http://127.0.0.1:1' }],
    ['not-found', {}],
  ])('is told as %s for %j', async (kind, target) => {
    expect(await kindOf(target)).toBe(kind);
  });

  it('is found out by reach, and a probe tells what there is', async () => {
    const { target } = stage;
    const signal = AbortSignal.timeout(10_000);
    await expect(builtin.reach(target, signal)).resolves.toBeUndefined();
    await expect(builtin.reach({ ...target, credential: { token: 'x' } }, signal)).rejects.toThrow(DriverError);
    await bootstrapper.ask('GET', '/boot/02:00:5e:00:53:01', { token: null });
    await stage.prepareSite();
    expect(await builtin.probe(target, signal)).toEqual({
      facts: { nodes: [], images: [{ name: 'sample', state: 'available' }] },
      documents: [],
      bootMacCandidates: ['02:00:5e:00:53:01'],
    });
  });

  it('an image that cannot be had is rejected with the reason', async () => {
    const media = {
      images: [{ ...sampleImage, url: `${bootstrapper.url}/samples/nothing` }],
      repositories: [],
      authorizedKeys: [],
    };
    const { kind, message } = await failureOf(
      driver.run(({ actions }) => actions.CreateBootMedia, { parameters: media }),
    );
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('404')]);
  });
});
