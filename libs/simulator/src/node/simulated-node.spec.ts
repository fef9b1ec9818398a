import { afterEach, describe, expect, it } from 'vitest';
import { untilAborted } from '../simulated-time.js';
import { testNode } from '../testing/test-node.js';
import type { Life } from './node-power.js';
import { noFaults } from './faults.js';
import type { SimulatedNode } from './simulated-node.js';

let node: SimulatedNode;
afterEach(() => node.vanish());

/** Records every power state that is seen from now on. */
function watched(of: SimulatedNode): string[] {
  const seen: string[] = [of.power];
  of.onChange(() => {
    if (seen.at(-1) !== of.power) seen.push(of.power);
  });
  return seen;
}

const runningSystem = (_: SimulatedNode, { runs, signal }: Life) => {
  runs('os');
  return untilAborted(signal);
};

const isNow = (power: string) => expect.poll(() => node.power, { interval: 2, timeout: 10_000 }).toBe(power);

describe('the power of a node', () => {
  it('passes through PoweringOn and PoweringOff', async () => {
    node = testNode();
    const seen = watched(node);
    node.reset('On');
    await isNow('On');
    node.reset('ForceOff');
    await isNow('Off');
    expect(seen).toEqual(['Off', 'PoweringOn', 'On', 'PoweringOff', 'Off']);
  });

  it('can be cut while it is coming up, and nothing of the start goes on', async () => {
    let started = 0;
    node = testNode({ live: (_, { signal }) => ((started += 1), untilAborted(signal)) });
    node.reset('On');
    node.reset('ForceOff');
    await isNow('Off');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect({ power: node.power, started }).toEqual({ power: 'Off', started: 0 });
  });

  it('comes back when it is asked for while it is going', async () => {
    node = testNode();
    node.reset('On');
    await isNow('On');
    node.reset('ForceOff');
    expect(node.power).toBe('PoweringOff');
    node.reset('On');
    await isNow('On');
  });

  it('lets a running system shut down before it goes', async () => {
    node = testNode({ live: runningSystem });
    node.reset('On');
    await expect.poll(() => node.runs, { timeout: 10_000 }).toBe('os');
    node.reset('GracefulShutdown');
    expect({ power: node.power, runs: node.runs }).toEqual({ power: 'On', runs: 'os' });
    await isNow('Off');
    expect(node.runs).toBe('off');
  });

  it('goes at once when the button is pressed before a system runs', async () => {
    node = testNode({ live: (_, { signal }) => untilAborted(signal) });
    node.reset('On');
    await isNow('On');
    node.reset('GracefulShutdown');
    expect(node.power).toBe('PoweringOff');
  });

  it('stays on over a restart, and goes off and on in a cycle', async () => {
    node = testNode({ live: runningSystem });
    node.reset('On');
    await isNow('On');
    const seen = watched(node);
    node.reset('ForceRestart');
    await expect.poll(() => node.counters.starts, { timeout: 10_000 }).toBe(2);
    expect(seen).toEqual(['On']);
    node.reset('PowerCycle');
    await expect.poll(() => node.counters.starts, { timeout: 10_000 }).toBe(3);
    expect(seen).toEqual(['On', 'PoweringOff', 'Off', 'PoweringOn', 'On']);
    node.reset('GracefulRestart');
    await expect.poll(() => node.counters.starts, { timeout: 10_000 }).toBe(4);
    expect(node.counters).toMatchObject({
      resets: 4,
      powerOns: 1,
      powerCycles: 1,
      restarts: 2,
      powerOffs: 0,
      wentOff: 1,
    });
  });

  it('refuses to restart what is off, and counts nothing', () => {
    node = testNode();
    const types = ['ForceRestart', 'GracefulRestart', 'PowerCycle'] as const;
    expect(types.map((type) => node.reset(type))).toEqual([false, false, false]);
    expect(node.counters.resets).toBe(0);
  });

  it('goes off when what runs says so, and starts again when it wants that', async () => {
    const ends = ['reboot', 'power-off'] as const;
    let life = 0;
    node = testNode({ live: () => Promise.resolve(ends[life++] ?? 'power-off') });
    node.reset('On');
    await expect.poll(() => life, { timeout: 10_000 }).toBe(2);
    await isNow('Off');
    expect(node.counters.starts).toBe(2);
    expect(node.counters).toMatchObject({ powerOffs: 0, wentOff: 1 });
  });

  it('starts again after what ran on it broke, and the defect is told', async () => {
    const told: unknown[] = [];
    const defect = new Error('the agent has a defect');
    let life = 0;
    node = testNode({
      live: (_, { signal }) => ((life += 1) === 1 ? Promise.reject(defect) : untilAborted(signal)),
      report: (error) => told.push(error),
    });
    node.reset('On');
    await expect.poll(() => life, { timeout: 10_000 }).toBe(2);
    expect(told).toEqual([defect]);
  });
});

describe('a node with stuck power', () => {
  it('takes every reset and does nothing, until it is repaired', async () => {
    node = testNode();
    node.setFaults({ ...noFaults, stuckPower: true });
    expect(node.reset('On')).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect({ power: node.power, resets: node.counters.resets }).toEqual({ power: 'Off', resets: 1 });
    node.setFaults(noFaults);
    node.reset('On');
    await isNow('On');
  });
});

describe('what a node keeps', () => {
  it('is its power, settings, disks and counters, also over a restart of the lab', async () => {
    node = testNode({ live: runningSystem });
    node.reset('On');
    await isNow('On');
    node.disks[0]?.write({ imageSha256: 'abc', configDrive: { hostname: 'one' } });
    node.bios.write({ SriovGlobal: 'Enabled' });
    const state: unknown = JSON.parse(JSON.stringify(node.state));
    await node.vanish();
    node = testNode({ live: runningSystem, state: node.state });
    expect(JSON.parse(JSON.stringify(node.state))).toEqual(state);
    await expect.poll(() => node.runs, { timeout: 10_000 }).toBe('os');
  });
});
