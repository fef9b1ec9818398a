import { describe, expect, it } from 'vitest';
import { readLearnedMacs } from './neighbours.js';
import { findPorts, type FoundPort } from './port-facts.js';
import { productionSetup, provisioningSetup, setupOf } from './port-setup.js';
import { stepsFor } from './steps.js';
import { cannedSession, type Walk } from './testing/canned-switch.js';

const bits = (hex: string) => Buffer.from(hex, 'hex');

async function find(walk: Walk, port: string): Promise<FoundPort> {
  const [found] = await findPorts(cannedSession(walk), '10.0.0.1', [port]);
  if (found?.status !== 'fulfilled') throw found?.reason;
  return found.value;
}

/** Two ports whose bridge ports are in another order than their ifIndex. */
const plain: Walk = {
  sysName: { 0: 'leaf1' },
  sysDescr: { 0: 'Some switch' },
  ifName: { 7: 'swp1', 9: 'swp2' },
  dot1dBasePortIfIndex: { 1: 9, 2: 7 },
  dot1qVlanStaticEgressPorts: { 10: bits('40'), 20: bits('c0') },
  dot1qVlanStaticUntaggedPorts: { 10: bits('40'), 20: bits('80') },
};

/** Junos ELS: lists of bridge ports as text; LLDP knows a port by its ifIndex; trunks have PVID 0. */
const junos: Walk = {
  sysName: { 0: 'ex4300' },
  sysDescr: { 0: 'Juniper Networks, Inc. ex4300-48t Ethernet Switch, kernel JUNOS 18.4R2' },
  ifName: { 513: 'ge-0/0/0.0', 514: 'ge-0/0/1.0' },
  dot1dBasePortIfIndex: { 490: 513, 491: 514 },
  dot1qVlanStaticEgressPorts: { 10: '490,491', 20: '491', 30: '' },
  dot1qVlanStaticUntaggedPorts: { 10: '490', 20: '', 30: '' },
  dot1qPvid: { 490: 10, 491: 0 },
  lldpLocPortId: { 1: '513', 2: '514' },
  lldpLocPortDesc: { 1: 'to compute01', 2: 'to compute02' },
  lldpRemChassisIdSubtype: { '0.2.1': 4, '0.1.1': 7 },
  lldpRemChassisId: { '0.2.1': bits('70b5e8f052dc'), '0.1.1': 'other' },
  lldpRemPortIdSubtype: { '0.2.1': 3 },
  lldpRemPortId: { '0.2.1': bits('70b5e8f052dd') },
};

describe('a port of a switch as it was recorded', () => {
  it('is in the VLANs of the static table where a switch has no other (Cumulus)', async () => {
    const { facts } = await find(plain, 'swp1');
    expect(facts).toMatchObject({ switch: 'leaf1', mode: 'trunk', untaggedVlan: 10, taggedVlans: [20], pvid: null });
    expect((await find(plain, 'swp2')).facts).toMatchObject({ mode: 'access', untaggedVlan: 20, taggedVlans: [] });
  });

  it('is in the VLANs that are in force where a switch has both tables', async () => {
    const current: Walk = {
      dot1qVlanCurrentEgressPorts: { '0.30': bits('40ff') },
      dot1qVlanCurrentUntaggedPorts: { '0.30': bits('40ff') },
    };
    expect((await find({ ...plain, ...current }, 'swp1')).facts).toMatchObject({ untaggedVlan: 30, taggedVlans: [] });
  });

  it('has no untagged VLAN because of its PVID alone (EOS trunks)', async () => {
    const trunk: Walk = {
      ...plain,
      dot1qVlanStaticUntaggedPorts: { 10: bits(''), 20: bits('') },
      dot1qPvid: { 1: 1, 2: 1 },
    };
    expect((await find(trunk, 'swp1')).facts).toMatchObject({ untaggedVlan: null, taggedVlans: [10, 20], pvid: 1 });
  });

  it('is listed as text on Junos, and known to LLDP by its ifIndex', async () => {
    const { facts } = await find(junos, 'ge-0/0/1.0');
    expect(facts).toMatchObject({ mode: 'trunk', untaggedVlan: null, taggedVlans: [10, 20], pvid: 0 });
    expect(facts.lldpNeighbour).toEqual({
      chassisId: '70:b5:e8:f0:52:dc',
      portId: '70:b5:e8:f0:52:dd',
      portDescription: null,
      systemName: null,
    });
  });

  it('is not changed where lists are text: such a switch takes none', async () => {
    const found = await find(junos, 'ge-0/0/0.0');
    const to = provisioningSetup(found, { port: 'ge-0/0/0.0', vlan: 20, lagMode: 'none' });
    expect(() => stepsFor(found, { from: setupOf(found), to })).toThrow('lists ports as text');
  });

  it('has facts but no VLANs, and cannot be changed, when it is no bridge port', async () => {
    const found = await find({ ...plain, ifName: { ...plain.ifName, 11: 'swp3' } }, 'swp3');
    expect(found.facts).toMatchObject({ mode: 'other', untaggedVlan: null, taggedVlans: [] });
    const to = productionSetup(found, { port: 'swp3', untaggedVlan: 10 });
    expect(() => stepsFor(found, { from: setupOf(found), to })).toThrow('swp3 is no bridge port');
  });

  it('is called by its ifDescr where there is no ifName', async () => {
    const { ifName, ...rest } = plain;
    const found = await find({ ...rest, ifDescr: ifName }, 'swp2');
    expect(found.port).toMatchObject({ name: 'swp2', ifIndex: 9, bridgePort: 1 });
  });

  it('has its speed from ifSpeed where ifHighSpeed is missing', async () => {
    expect((await find({ ...plain, ifSpeed: { 7: 1_000_000_000 } }, 'swp1')).facts.speedMbps).toBe(1000);
    expect((await find(plain, 'swp1')).facts).toMatchObject({
      speedMbps: null,
      adminUp: null,
      operUp: null,
      mtu: null,
    });
  });

  it('gets no PVID where the switch has none', async () => {
    const found = await find(plain, 'swp1');
    const to = productionSetup(found, { port: 'swp1', untaggedVlan: 20 });
    expect(stepsFor(found, { from: setupOf(found), to }).map(({ words }) => words)).toEqual([
      'take swp1 out of VLAN 10',
      'put swp1 into VLAN 20, untagged',
      'take the port up',
    ]);
  });

  it('has the addresses that were learned on its bridge port, once each, and null without a table', async () => {
    const { port } = await find(plain, 'swp1');
    const table = { '10.82.84.0.1.1.0': 2, '20.82.84.0.1.1.0': 2, '20.82.84.0.1.2.0': 1 };
    await expect(readLearnedMacs(cannedSession({ dot1qTpFdbPort: table }), port)).resolves.toEqual([
      '52:54:00:01:01:00',
    ]);
    await expect(readLearnedMacs(cannedSession({}), port)).resolves.toBeNull();
  });

  it('has a neighbour whose ids are no MAC addresses, as text or in hexadecimal', async () => {
    const heard = (chassisId: string | Buffer): Walk => ({
      ...plain,
      lldpLocPortId: { 5: bits('02d0c0000001') },
      lldpLocPortDesc: { 5: 'swp1' },
      lldpRemChassisId: { '1234.5.1': chassisId },
      lldpRemChassisIdSubtype: { '1234.5.1': 7 },
    });
    const idOf = async (walk: Walk) => (await find(walk, 'swp1')).facts.lldpNeighbour?.chassisId;
    expect(await idOf(heard('leaf-42'))).toBe('leaf-42');
    expect(await idOf(heard(bits('010a000001')))).toBe('010a000001');
  });
});
