import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { conformanceOf, Rehearsal, type ConformanceBench } from '@drydock/driver/testing';
import { oobDrivers } from '@drydock/oob-drivers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDrydock } from '../scenarios/drydock.js';
import { pasted } from '../scenarios/pasted-node.js';
import { argumentsDuring, SecretSearch } from '../scenarios/secret-search.js';
import { LibvirtHost } from './hypervisor.js';

const name = 'compute01';
const uuid = '64727964-6f63-4b00-8000-000000010100';
const bootMac = '52:54:00:01:01:00';
const otherMac = '52:54:00:01:01:01';

function libvirtDriver() {
  const driver = oobDrivers.get('libvirt');
  if (driver === undefined) throw new Error('the oob service has no libvirt driver');
  return driver;
}

const driver = libvirtDriver();
let host: LibvirtHost;
let rehearsal: Rehearsal;

beforeAll(async () => {
  host = await LibvirtHost.start();
  await host.define({ name, uuid, macs: [bootMac, otherMac] });
});
afterAll(() => host.stop());
beforeEach(() => {
  rehearsal = new Rehearsal();
  rehearsal.onWait = () => wait(50);
});

const act = <A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>, target: OobTarget) =>
  rehearsal.run((context) =>
    driver.actions[action]({ id: 'c0ffee00-0000-4000-8000-000000000001', node: name, target, parameters }, context),
  );

/** Asks the oob service for a probe, as an operator does. */
async function probeOverRest(target: OobTarget) {
  const drydock = await startDrydock(['oob']);
  const { status, body } = await drydock.call('oob', { method: 'POST', path: '/api/v1/probe', body: { target } });
  await drydock.stop();
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Debian's virsh, ssh, sshd, libvirtd and QEMU, all of which must be installed. */
describe('the libvirt driver and a virtual machine of QEMU, over SSH', () => {
  const target = (): OobTarget => ({
    type: 'libvirt',
    address: host.address,
    systemId: name,
    identity: { uuid, bootMac },
    credential: { username: host.username, privateKey: host.key },
    options: { hostKey: host.hostKey },
  });

  /** The boot order as `key order`, of the running machine or of the next start. */
  const order = async (...which: readonly string[]): Promise<string[]> => {
    const xml = await host.virsh('dumpxml', ...which, name);
    const devices = [...xml.matchAll(/<(disk|interface) [^]*?<\/\1>/g)].map(([device]) => device);
    return devices
      .flatMap((device) => {
        const place = /<boot order='(\d)'/.exec(device)?.[1];
        const key = /mac address='([^']+)'/.exec(device)?.[1] ?? /target dev='([^']+)'/.exec(device)?.[1];
        return place === undefined ? [] : [`${place} ${key}`];
      })
      .sort();
  };

  const bench = (): ConformanceBench<'oob'> => ({
    target: target(),
    targetAt: ({ host: address, port }) => ({
      ...target(),
      address: `qemu+ssh://${address}:${port}/session?socket=${host.socket}`,
    }),
    refused: { ...target(), credential: { username: host.username, privateKey: host.strangersKey } },
    node: name,
    parameters: {
      ConfigNodePxe: { bootMac },
      SetNodeBoot: { device: 'disk' },
      PowerOffNode: { graceful: false },
      PowerOnNode: { boot: { device: 'disk' } },
      PowerCycleNode: { boot: { device: 'pxe' } },
      InterrogateOob: {},
    },
    state: async () => ({
      xml: await host.virsh('dumpxml', '--inactive', name),
      power: await host.virsh('domstate', name),
    }),
    before: async (action) => {
      const isOff = (await host.virsh('domstate', name)).trim() === 'shut off';
      if (isOff !== (action === 'PowerOnNode')) await host.virsh(isOff ? 'start' : 'destroy', name);
    },
    onWait: () => wait(50),
  });
  it.each(conformanceOf(driver, bench))('$name', ({ run: check }) => check());

  it('start it from the network once, and put its order back while it runs', async () => {
    await act('PowerOffNode', { graceful: false }, target());
    await act('SetNodeBoot', { device: 'disk', once: false }, target());
    await act('SetNodeBoot', { device: 'pxe' }, target());
    expect((await order('--inactive'))[0]).toBe(`1 ${bootMac}`);
    await act('PowerOnNode', {}, target());
    expect((await order())[0]).toBe(`1 ${bootMac}`);
    expect((await order('--inactive'))[0]).toBe('1 vda');
    expect(await host.virsh('dumpxml', '--inactive', '--security-info', name)).toContain('vncpass1');
  });

  it('choose the interface that it boots from, from the next start on', async () => {
    expect(await act('ConfigNodePxe', { bootMac: otherMac, exclusive: true }, target())).toMatchObject({
      result: { mechanism: 'boot-option', changed: true, resetRequired: true },
    });
    await act('PowerCycleNode', {}, target());
    expect(await order()).toEqual([`1 ${otherMac}`, '2 vda']);
  });

  it('cut its power when nobody in it hears that it is to shut down', async () => {
    rehearsal.onWait = () => wait(20);
    expect(await act('PowerOffNode', { gracePeriodSeconds: 3 }, target())).toMatchObject({ result: { forced: true } });
    expect((await host.virsh('domstate', name)).trim()).toBe('shut off');
  });

  it('answer a probe over REST with a node that a design takes', async () => {
    const { identity: _, credential, ...open } = target();
    const found = await probeOverRest({ ...open, credential });
    expect(found['bootMacCandidates']).toEqual([bootMac, otherMac]);
    expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
    expect(JSON.stringify(found)).not.toContain('vncpass1');
    const { errors, node } = pasted({ documents: [Object(found['documents'])[0]] }, credential);
    expect(errors).toEqual([]);
    expect(node).toMatchObject({ name, bootMac, oob: { ...open, identity: { uuid, bootMac }, credential } });
  });

  it('show nothing of the key, nor of the password of a console, in the arguments of virsh and ssh', async () => {
    const [, secondLine = ''] = host.key.split('\n');
    for (const secret of [secondLine, 'vncpass1']) {
      const during = await argumentsDuring(act('SetNodeBoot', { device: 'pxe' }, target()), {
        secret: new SecretSearch(secret),
        control: new SecretSearch('ssh\0-F\0'),
      });
      expect(during.controls).not.toEqual([]);
      expect(during.secrets).toEqual([]);
    }
  });

  it('believe the host that has the right key alone, and let in nobody else', async () => {
    const stranger = { username: host.username, privateKey: host.strangersKey };
    await expect(act('InterrogateOob', {}, { ...target(), credential: stranger })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDQ2pzYbuvT7SJ0MIGL3zHHVn3nlsaUVPz5HnGl5TMYy';
    for (const options of [{ hostKey }, {}]) {
      await expect(act('InterrogateOob', {}, { ...target(), options })).rejects.toMatchObject({
        kind: 'rejected',
        advice: expect.stringContaining('hostKey'),
      });
    }
    const unchecked = { ...target(), options: { hostKeyChecking: false } };
    expect(await act('InterrogateOob', {}, unchecked)).toMatchObject({ kind: 'done' });
  });
});

describe("the libvirt driver and libvirt's own test driver, in a daemon", () => {
  const target = (): OobTarget => ({
    type: 'libvirt',
    address: `test+unix:///default?socket=${host.socket}`,
    systemId: 'test',
  });

  it('answer a probe over REST with the interface of its definition', async () => {
    expect(await probeOverRest(target())).toMatchObject({
      facts: { systemId: 'test', interfaces: [{ mac: 'aa:bb:cc:dd:ee:ff' }] },
      bootMacCandidates: ['aa:bb:cc:dd:ee:ff'],
      documents: [{ metadata: { name: 'test' }, data: { metadata: { boot_mac: 'aa:bb:cc:dd:ee:ff' } } }],
    });
  });

  it('take its domain through the actions', async () => {
    host.holdTestDriver();
    await wait(500);
    expect(await act('InterrogateOob', {}, target())).toMatchObject({ result: { power: 'on', systemId: 'test' } });
    expect(await act('PowerOffNode', {}, target())).toMatchObject({ result: { power: 'off', changed: true } });
    expect(await act('ConfigNodePxe', { bootMac: 'aa:bb:cc:dd:ee:ff' }, target())).toMatchObject({
      result: { changed: true, resetRequired: false },
    });
    expect(await act('PowerOnNode', { boot: { device: 'disk' } }, target())).toMatchObject({
      result: { changed: true },
    });
    expect(await act('PowerCycleNode', {}, target())).toMatchObject({ result: { method: 'off-on' } });
    expect(await act('InterrogateOob', {}, target())).toMatchObject({
      result: { power: 'on', boot: { override: { device: 'none', once: false }, devices: ['disk', 'pxe'] } },
    });
  });
});
