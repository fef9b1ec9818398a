import { Rehearsal } from '@drydock/driver/testing';
import type { SwitchOptions } from '@drydock/simulator';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

const names = (count: number) => Array.from({ length: count }, (_, index) => `Ethernet${index + 1}`);
const provisioning = (port: string) => ({ port, vlan: 100, lagMode: 'none' }) as const;

let bench: Bench;
const open = async (more: Partial<SwitchOptions>) => (bench = await Bench.open(more));
afterEach(() => bench.simulated.close());

/** Provisions a port as an action of its own, which can be stopped. */
function provision(port: string, stop = new AbortController(), more: Parameters<Bench['act']>[2] = {}) {
  const rehearsal = new Rehearsal();
  rehearsal.signal = stop.signal;
  return rehearsal.run(bench.act('ConfigurePortProvisioning', provisioning(port), more));
}

/** A VLAN 100 that a port must not be in. */
const closedTo = (...forbidden: string[]) => {
  const { ports, vlans } = bench.simulated.snapshot();
  return { ports, vlans: { ...vlans, 100: { name: 'closed', egress: [], untagged: [], forbidden } } };
};
const vlansOf = (ports: readonly string[]) => ports.map((port) => bench.simulated.untaggedVlanOf(port));
const hundreds = (ports: readonly string[]) => ports.map(() => 100);

describe('ports of one switch that are changed at once', () => {
  it('are all as they were told to be, with a tenth of the SETs that one after the other needs', async () => {
    const ports = names(64);
    await open({ ports });
    for (const port of ports) await provision(port);
    const oneByOne = bench.simulated.counters.sets;
    await bench.simulated.close();

    await open({ ports });
    const ended = await Promise.all(ports.map((port) => provision(port)));
    expect(ended.map((one) => one.kind === 'done' && one.result.after.untaggedVlan)).toEqual(hundreds(ports));
    expect(vlansOf(ports)).toEqual(hundreds(ports));
    const together = bench.simulated.counters.sets;
    console.info('SETs for 64 ports:', { oneByOne, together });
    expect(oneByOne).toBeGreaterThan(3 * ports.length);
    expect(together).toBeLessThan(oneByOne / 10);
  });

  it('do not fail for one that the switch refuses, which is put back alone', async () => {
    const ports = names(24);
    await open({ ports });
    const state = closedTo('Ethernet7');
    await bench.simulated.close();
    await open({ ports, state });
    const others = ports.filter((port) => port !== 'Ethernet7');
    const refused = expect(provision('Ethernet7')).rejects.toMatchObject({ kind: 'rejected' });
    await Promise.all([refused, ...others.map((port) => provision(port))]);
    expect(vlansOf(others)).toEqual(hundreds(others));
    expect(vlansOf(['Ethernet7'])).toEqual([1]);
  });

  it('do not fail for one whose community may not write', async () => {
    await open({});
    const refused = expect(
      provision('Ethernet2', undefined, { credential: { community: 'ro' } }),
    ).rejects.toMatchObject({ kind: 'unauthorized' });
    const others = ['Ethernet1', 'Ethernet3'];
    await Promise.all([refused, ...others.map((port) => provision(port))]);
    expect(vlansOf(['Ethernet1', 'Ethernet2', 'Ethernet3'])).toEqual([100, 1, 100]);
  });

  it('keep a VLAN that one of them has made, and that is put back', async () => {
    await open({});
    const stop = new AbortController();
    bench.simulated.onChange(() => {
      if (bench.simulated.untaggedVlanOf('Ethernet1') === 100) stop.abort(new Error('cancelled'));
    });
    await Promise.all([
      expect(provision('Ethernet1', stop)).rejects.toThrow(),
      ...['Ethernet2', 'Ethernet3'].map((port) => provision(port)),
    ]);
    expect(vlansOf(['Ethernet1', 'Ethernet2', 'Ethernet3'])).toEqual([1, 100, 100]);
  });

  it('are not one port under two names: the second is told to come again', async () => {
    await open({});
    const { ports, vlans } = bench.simulated.snapshot();
    await bench.simulated.close();
    const called = { adminUp: true, alias: 'node01', pvid: 1 };
    await open({ state: { vlans, ports: { ...ports, Ethernet1: called } } });
    const [first, second] = await Promise.allSettled([provision('Ethernet1'), provision('node01')]);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'busy' } });
    await expect(provision('node01')).resolves.toMatchObject({ kind: 'done', result: { changed: false } });
  });

  it('whichever are stopped or refused, and when: each is as its own end says, and no other port is touched', async () => {
    const ports = names(12);
    const port = fc.record({
      asked: fc.boolean(),
      refused: fc.boolean(),
      stoppedAfterSets: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 3 }),
    });
    await open({ ports });
    const property = fc.asyncProperty(fc.array(port, { minLength: 12, maxLength: 12 }), async (plan) => {
      await bench.simulated.close();
      await open({ ports });
      const state = closedTo(...ports.filter((_, at) => plan[at]?.refused));
      await bench.simulated.close();
      await open({ ports, state });
      const before = bench.simulated.snapshot();
      const runs = plan.map(async ({ asked, stoppedAfterSets }, at) => {
        if (!asked) return 'left alone';
        const stop = new AbortController();
        const quiet = bench.simulated.onChange(() => {
          if (stoppedAfterSets !== null && bench.simulated.counters.sets > stoppedAfterSets) stop.abort();
        });
        const [ended] = await Promise.allSettled([provision(ports[at] ?? '', stop)]);
        quiet();
        return ended.status;
      });
      const ends = await Promise.all(runs);
      const after = bench.simulated.snapshot();
      for (const [at, name] of ports.entries()) {
        const moved = ends[at] === 'fulfilled';
        expect(bench.simulated.untaggedVlanOf(name), `${name}: ${ends[at]}`).toBe(moved ? 100 : 1);
        if (!moved) expect(after.ports[name]).toEqual(before.ports[name]);
        if (plan[at]?.refused) expect(moved).toBe(false);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
