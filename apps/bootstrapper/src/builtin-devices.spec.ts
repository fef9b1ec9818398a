import type { BuildDataDocument, DeviceAlias, DeviceSelector, EffectiveDevice, RaidDisk } from '@drydock/contracts';
import { gunzipSync } from 'node:zlib';
import { fetch } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriverStage, failureOf } from './testing/driver-stage.js';
import { availableNode, networking } from './testing/sample-node.js';

let stage: DriverStage;
let driver: DriverStage['driver'];
/** What the bootstrapper answers the node. */
let told: string[];
beforeEach(async () => {
  stage = await DriverStage.set();
  ({ driver } = stage);
  stage.machine.interfaceNames = ['ens3', 'ens4'];
  told = [];
  stage.machine.fetch = async (url, init) => {
    const answer = await fetch(url, init);
    told.push(await answer.clone().text());
    return answer;
  };
  await stage.prepareSite();
  await stage.bootAgent();
});
afterEach(() => stage.clear());

const known = async () => (await stage.bootstrapper.ask('GET', '/api/v1/nodes/n1')).json;
const slot = (name: string, address: string): DeviceAlias => ({ name, busType: 'pci', address });
const applyNetworking = (...devices: readonly DeviceAlias[]) =>
  driver.run(({ actions }) => actions.ApplyNodeNetworking, { parameters: { ...networking, devices: [...devices] } });
const disk = (name: string, selector?: DeviceSelector): EffectiveDevice => ({
  name,
  labels: {},
  ...(selector && { selector }),
  partitions: [{ name: 'root', size: '30g', bootable: true }],
});
const applyStorage = (...devices: readonly EffectiveDevice[]) =>
  driver.run(({ actions }) => actions.ApplyNodeStorage, {
    parameters: { storage: { devices: [...devices], volumeGroups: [] } },
  });

describe('the aliases of interfaces', () => {
  it('become the kernel names that lshw on the node tells', async () => {
    await applyNetworking(slot('nic0', '0000:00:04.0'), slot('nic1', 'regexp:0000:00:0[0-3]'));
    expect(await known()).toMatchObject({ networking: { interfaces: [{ name: 'bond0', members: ['ens4', 'ens3'] }] } });
    expect((await known()).networking).not.toHaveProperty('devices');
  });

  it('are compared as what they are: applying them again changes nothing', async () => {
    const devices = [slot('nic0', '0000:00:03.0'), slot('nic1', '0000:00:04.0')];
    expect(await applyNetworking(...devices)).toEqual({ changed: true });
    expect(await applyNetworking(...devices)).toEqual({ changed: false });
  });

  it('that no interface has are rejected, with those that there are', async () => {
    const { kind, message, evidence } = await failureOf(applyNetworking(slot('nic0', '0000:ff:00.0')));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('none is found at 0000:ff:00.0')]);
    expect(evidence.join()).toContain('ens3, ens4');
  });

  it('are rejected where two are the same interface, or one is no pattern', async () => {
    const twice = applyNetworking(slot('nic0', '0000:00:03.0'), slot('nic1', 'regexp:0000'));
    expect((await failureOf(twice)).message).toContain('nic0 and nic1 are both the interface ens3');
    const broken = await failureOf(applyNetworking(slot('nic0', 'regexp:(')));
    expect([broken.kind, broken.message]).toEqual([
      'rejected',
      expect.stringContaining('address of nic0 is a pattern'),
    ]);
  });
});

describe('the disks of a design', () => {
  it('are found by where they are plugged in', async () => {
    const bus = { busType: 'scsi', address: '0:0.0.0' };
    expect(await applyStorage(disk('bootdisk', { bus }))).toMatchObject({
      devices: [{ alias: 'bootdisk', name: 'sda', serial: 'DISK-A' }],
    });
    const { kind } = await failureOf(applyStorage(disk('bootdisk', { bus: { ...bus, address: '7:0.0.0' } })));
    expect(kind).toBe('rejected');
  });

  it('must be large enough for what is to be on them', async () => {
    const { message } = await failureOf(
      applyStorage({ ...disk('sda'), partitions: [{ name: 'root', size: '65g', bootable: true }] }),
    );
    expect(message).toContain('root does not fit on sda');
    expect(await known()).toMatchObject({ storage: null });
  });

  it('stay the ones that were chosen when the design is applied again', async () => {
    await applyStorage(disk('sda'));
    expect(await applyStorage(disk('sda'))).toMatchObject({ changed: false });
  });
});

describe('the disks of RAID volumes', () => {
  const disks = ['bootdisk', 'behind', '32:4'];
  const prepare = (...devices: readonly RaidDisk[]) =>
    driver.run(({ actions }) => actions.PrepareHardwareConfig, {
      parameters: {
        profiles: [{ name: 'box', raid: { volumes: [{ name: 'os', level: '1', disks }], devices: [...devices] } }],
      },
    });
  const configure = () =>
    driver.run(({ actions }) => actions.ConfigureHardware, { parameters: { profile: 'box', allowDataLoss: true } });
  const plugged = (name: string, address: string): RaidDisk => ({
    name,
    selector: { bus: { busType: 'scsi', address } },
  });

  it('are told to the agent as they are called there; what only the controller sees keeps its name', async () => {
    await prepare(plugged('bootdisk', '0:0.0.0'), plugged('behind', '7:0.0.0'));
    expect(await configure()).toMatchObject({ items: [{ kind: 'raid', name: 'os' }] });
    expect(told.join()).toMatch(/disks.*sda,behind,32:4/);
  });

  it('are rejected where two aliases are one disk, or a selector fits none', async () => {
    await prepare(plugged('bootdisk', '0:0.0.0'), { name: 'behind', selector: { serial: 'DISK-A' } });
    expect((await failureOf(configure())).message).toContain('bootdisk and behind are both the disk');
    await prepare({ name: 'behind', selector: { serial: 'DISK-Z' } });
    expect(await failureOf(configure())).toMatchObject({ kind: 'rejected' });
  });
});

it("an interrogation hands on lshw's XML", async () => {
  const { details } = await driver.run(({ actions }) => actions.InterrogateNode, { parameters: {} });
  expect(details.map(({ generator }) => generator)).toEqual(['drydock-agent', 'lshw']);
  const read = ({ data = '' }: BuildDataDocument) => gunzipSync(Buffer.from(data, 'base64')).toString();
  expect(details.map(read)[1]).toContain('<businfo>pci@0000:00:03.0</businfo>');
});

it('where the agent sends no lshw, an alias is the interface of its name, and else rejected', async () => {
  await stage.machine.off();
  await availableNode(stage.bootstrapper);
  expect((await stage.bootstrapper.ask('GET', '/api/v1/nodes/n1/details')).json).toEqual({ items: [] });
  expect(await applyNetworking(slot('nic0', '0000:00:03.0'))).toEqual({ changed: true });
  const { message } = await failureOf(applyNetworking(slot('uplink', '0000:00:03.0')));
  expect(message).toContain('the alias uplink must be an interface');
});
