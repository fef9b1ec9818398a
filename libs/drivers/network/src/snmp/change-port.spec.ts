import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

const port = 'Ethernet9';
const initialVlans = {
  1: { name: 'default', untagged: ['Ethernet1', 'Ethernet2', 'Ethernet3', port] },
  10: { name: 'bmc', tagged: ['Ethernet8', port] },
  30: { name: 'old', untagged: ['Ethernet7', 'Ethernet8'], tagged: [port, 'Ethernet10'] },
};
const provisioning = { port, vlan: 100, lagMode: 'none' } as const;

describe('a switch port over SNMP', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open({ initialVlans });
  });
  afterEach(() => bench.simulated.close());

  const vlansOf = (name: string) => ({
    untagged: bench.simulated.untaggedVlanOf(name),
    tagged: bench.simulated.taggedVlansOf(name),
  });

  it('is moved into a provisioning VLAN that the switch did not have, and out of all others', async () => {
    const others = bench.othersThan(port);
    const ended = await bench.run('ConfigurePortProvisioning', provisioning);
    expect(ended).toMatchObject({
      kind: 'done',
      result: {
        changed: true,
        before: { switch: 'rack01-tor', port, mode: 'trunk', untaggedVlan: 1, taggedVlans: [10, 30], pvid: 1 },
        after: { port, mode: 'access', untaggedVlan: 100, taggedVlans: [], pvid: 100, adminUp: true },
      },
    });
    expect(vlansOf(port)).toEqual({ untagged: 100, tagged: [] });
    expect(bench.othersThan(port)).toEqual(others);
  });

  it('stays in the VLANs that are to be kept', async () => {
    await bench.run('ConfigurePortProvisioning', { ...provisioning, keepVlans: [10, 999] });
    expect(vlansOf(port)).toEqual({ untagged: 100, tagged: [10] });
  });

  it('is not touched when it is as it should be already, however often it is asked for', async () => {
    await bench.run('ConfigurePortProvisioning', provisioning);
    const { sets } = bench.simulated.counters;
    const ended = await bench.run('ConfigurePortProvisioning', { ...provisioning, leaseSeconds: 60 });
    expect(ended).toMatchObject({ kind: 'done', result: { changed: false, after: { untaggedVlan: 100 } } });
    expect(bench.simulated.counters.sets).toBe(sets);
  });

  it('is never in two untagged VLANs on the way, nor up before it is in the right one', async () => {
    await bench.run('ConfigurePortProvisioning', provisioning);
    const seen: (number[] | string)[] = [];
    bench.simulated.onChange(() => {
      const { vlans } = bench.simulated.snapshot();
      seen.push(
        Object.keys(vlans)
          .filter((id) => vlans[id]?.untagged.includes(port))
          .map(Number),
      );
    });
    await bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, taggedVlans: [201] });
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(seen.filter((vlans) => vlans.length > 1)).toEqual([]);
    expect(seen.at(-1)).toEqual([200]);
  });

  it('is taken up for provisioning when it was down, and described', async () => {
    const state = bench.simulated.snapshot();
    const down = await Bench.open({
      state: { ...state, ports: { ...state.ports, [port]: { adminUp: false, alias: '', pvid: 1 } } },
    });
    try {
      await down.run('ConfigurePortProvisioning', { ...provisioning, description: 'node01 nic0' });
      expect(down.simulated.adminUpOf(port)).toBe(true);
      expect(down.simulated.snapshot().ports[port]?.alias).toBe('node01 nic0');
      await down.run('ConfigurePortProduction', { port, restore: true });
      expect(down.simulated.snapshot().ports[port]).toEqual({ adminUp: false, alias: '', pvid: 1 });
    } finally {
      await down.simulated.close();
    }
  });

  it('carries the VLANs of production: one without a tag, the others with one', async () => {
    await bench.run('ConfigurePortProvisioning', provisioning);
    const ended = await bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, taggedVlans: [202, 201] });
    expect(ended).toMatchObject({
      result: { changed: true, after: { mode: 'trunk', untaggedVlan: 200, taggedVlans: [201, 202], pvid: 200 } },
    });
    expect(vlansOf(port)).toEqual({ untagged: 200, tagged: [201, 202] });
  });

  it('turns a VLAN with a tag into the one without, and back', async () => {
    await bench.run('ConfigurePortProduction', { port, untaggedVlan: 30, taggedVlans: [1] });
    expect(vlansOf(port)).toEqual({ untagged: 30, tagged: [1] });
    await bench.run('ConfigurePortProduction', { port, untaggedVlan: 1, taggedVlans: [30] });
    expect(vlansOf(port)).toEqual({ untagged: 1, tagged: [30] });
  });

  it('is isolated when no VLAN is given: in none but those to be kept, and up', async () => {
    const others = bench.othersThan(port);
    const ended = await bench.run('ConfigurePortProduction', { port, keepVlans: [10] });
    expect(ended).toMatchObject({ result: { changed: true, after: { untaggedVlan: null, taggedVlans: [10] } } });
    expect(vlansOf(port)).toEqual({ untagged: null, tagged: [10] });
    expect(bench.simulated.adminUpOf(port)).toBe(true);
    expect(bench.othersThan(port)).toEqual(others);
  });

  it('is restored to what it was before the first provisioning, however many followed, and that is forgotten', async () => {
    await bench.run('ConfigurePortProvisioning', provisioning);
    await bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, taggedVlans: [] });
    await bench.run('ConfigurePortProvisioning', { ...provisioning, vlan: 101 });
    await bench.run('ConfigurePortProvisioning', { ...provisioning, port: 'Ethernet2' });
    expect(Object.keys(Object(bench.rehearsal.memory)).sort()).toEqual(['Ethernet2', port]);
    const ended = await bench.run('ConfigurePortProduction', { port, restore: true });
    expect(ended).toMatchObject({ result: { changed: true, after: { untaggedVlan: 1, taggedVlans: [10, 30] } } });
    expect(Object.keys(Object(bench.rehearsal.memory))).toEqual(['Ethernet2']);
    expect(vlansOf('Ethernet2')).toEqual({ untagged: 100, tagged: [] });
  });

  it('is left as it is when nothing is remembered to restore', async () => {
    const ended = await bench.run('ConfigurePortProduction', { port, restore: true });
    expect(ended).toMatchObject({ kind: 'done', result: { changed: false, after: { untaggedVlan: 1 } } });
    expect(bench.simulated.counters.sets).toBe(0);
  });

  it('is put back, with its new VLAN gone, when the switch says afterwards that it is otherwise', async () => {
    const before = bench.simulated.snapshot();
    bench.simulated.setForgetsPvids(true);
    await expect(bench.run('ConfigurePortProvisioning', provisioning)).rejects.toMatchObject({
      kind: 'rejected',
      evidence: [
        expect.stringMatching(/^before: untagged 1; tagged 10,30; PVID 1/),
        expect.stringMatching(/^wanted: untagged 100; tagged none; PVID 100/),
        expect.stringMatching(/^read back: untagged 100; tagged none; PVID 1;/),
      ],
    });
    expect(bench.simulated.snapshot()).toEqual(before);
  });

  it('is put back when the switch refuses a step in the middle', async () => {
    const { ports, vlans } = bench.simulated.snapshot();
    const forbidden = { name: 'closed', egress: [], untagged: [], forbidden: [port] };
    const strict = await Bench.open({ state: { ports, vlans: { ...vlans, 100: forbidden } } });
    try {
      const before = strict.simulated.snapshot();
      await expect(strict.run('ConfigurePortProvisioning', provisioning)).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining('inconsistentValue'),
        evidence: [expect.stringContaining('dot1qVlanStaticEgressPorts.100')],
      });
      expect(strict.simulated.counters.sets).toBeGreaterThan(0);
      expect(strict.simulated.snapshot()).toEqual(before);
    } finally {
      await strict.simulated.close();
    }
  });

  it('is put back when the action is stopped half way', async () => {
    const before = bench.simulated.snapshot();
    const stop = new AbortController();
    bench.rehearsal.signal = stop.signal;
    const untagged: (number | null)[] = [];
    bench.simulated.onChange(() => {
      untagged.push(bench.simulated.untaggedVlanOf(port));
      if (untagged.length === 3) stop.abort(new Error('cancelled'));
    });
    await expect(bench.run('ConfigurePortProvisioning', provisioning)).rejects.toThrow();
    expect(untagged).toContain(null);
    expect(untagged).not.toContain(100);
    expect(bench.simulated.snapshot()).toEqual(before);
  });

  it('says that it is left half changed when the switch falls silent in the middle', async () => {
    bench.simulated.onChange(() => bench.simulated.setSilent(true));
    await expect(bench.run('ConfigurePortProvisioning', provisioning)).rejects.toMatchObject({
      kind: 'unreachable',
      leftRunning: true,
      evidence: expect.arrayContaining([expect.stringMatching(/^was: untagged 1; tagged 10,30/)]),
    });
  });

  it('is changed in a dry run in words only', async () => {
    const ended = await bench.rehearsal.dryRun(bench.act('ConfigurePortProvisioning', provisioning));
    expect(ended).toMatchObject({
      kind: 'would',
      would: [
        'make VLAN 100',
        `take ${port} out of VLAN 1`,
        `take ${port} out of VLAN 10`,
        `take ${port} out of VLAN 30`,
        `put ${port} into VLAN 100, untagged`,
        'set the PVID to 100',
      ],
      risks: [{ kind: 'port-move' }],
    });
    expect(bench.simulated.counters.sets).toBe(0);
    expect(bench.rehearsal.memory).toBeUndefined();
  });

  it('has nothing to risk in a dry run when nothing would change', async () => {
    await bench.run('ConfigurePortProvisioning', provisioning);
    const ended = await bench.rehearsal.dryRun(bench.act('ConfigurePortProvisioning', provisioning));
    expect(ended).toEqual({ kind: 'would', would: [], risks: [] });
  });

  it('is not put into a LAG, nor out of one, nor given a larger MTU', async () => {
    const lag = { name: 'lag1', mode: 'lacp' } as const;
    for (const asked of [
      bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, lag }),
      bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, mtu: 16_000 }),
      bench.run('ConfigurePortProvisioning', { ...provisioning, lagMode: 'detach' }),
    ]) {
      await expect(asked).rejects.toMatchObject({
        kind: 'unsupported',
        advice: expect.stringContaining('at the switch'),
      });
    }
    expect(bench.simulated.counters.sets).toBe(0);
  });

  it('does not mix its VLAN with one that is to be kept without a tag', async () => {
    const asked = bench.run('ConfigurePortProvisioning', { ...provisioning, keepVlans: [1] });
    await expect(asked).rejects.toMatchObject({ kind: 'rejected', message: expect.stringContaining('keep VLAN 1') });
    const twice = bench.run('ConfigurePortProduction', { port, untaggedVlan: 200, taggedVlans: [200] });
    await expect(twice).rejects.toMatchObject({ kind: 'rejected' });
    expect(bench.simulated.counters.sets).toBe(0);
  });
});
