import { noFaults, type NodeFaults } from '@drydock/simulator';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Chance } from './chance.js';
import { keepsData, seed } from './config.js';
import { planFrom } from './disturbances.js';
import { startFleet, type Fleet } from './fleet.js';
import { countsOf, portsInProvisioning, whoeverSwitchedOff, type Count } from './hardware.js';
import type { Order } from './operator.js';
import { nodeNames, switchOf } from './site.js';
import { upset } from './upset.js';
import { begunAfterEnd } from './walks.js';

const taskWithinMs = 480_000;
/** Slow enough that the disturbances find the nodes in the middle of it. */
const paces = { quiet: 0.1, upset: 1 } as const;

let fleet: Fleet;
let began: number;

function note(what: string): void {
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${what}`);
}

/** Everything up, and the site prepared. */
async function start(replicas: readonly ('1' | '2')[], pace: number): Promise<void> {
  began = performance.now();
  fleet = await startFleet({ replicas, pace, told: (name, what) => note(`${name} ${what}`) });
  note(`everything is up, data in ${fleet.data}`);
  await fleet.operator.submit(fleet.design);
  const { outcome } = await ended(await order({ kind: 'prepare_site' }));
  expect(outcome).toBe('success');
}

const order = async (asked: Order): Promise<string> => (await fleet.operator.order(asked)).id;
const inRacks = (...racks: readonly string[]) =>
  nodeNames.filter((name) => racks.some((rack) => name.startsWith(rack)));
const ofNodes = (names: readonly string[]) => ({ nodes: { filter: { names } } });

async function ended(id: string) {
  const task = await fleet.operator.ended(id, taskWithinMs);
  note(`${task.kind} has ended: ${task.outcome}`);
  return task;
}

beforeAll(() => console.log(`The seed is ${seed}: CHAOS_SEED=${seed} npm run test:chaos has the same plan.`));
afterEach(({ task }) => fleet.stop(keepsData || task.result?.state === 'fail' ? 'keep the data' : 'remove the data'));

describe('fifty nodes', () => {
  let quiet: Record<string, Count>;

  it('are deployed while nothing is disturbed', async () => {
    await start(['1'], paces.quiet);
    const { outcome } = await ended(await order({ kind: 'deploy_nodes' }));
    expect(outcome).toBe('success');
    quiet = countsOf(fleet.racks);
    expect(Object.keys(quiet)).toEqual(nodeNames);
    for (const count of Object.values(quiet)) expect(count).toMatchObject({ powerOns: 2, imagings: 1 });
  });

  it('are deployed, each powered exactly as often, while everything is killed, emptied and cut off', async () => {
    await start(['1', '2'], paces.upset);
    const id = await order({ kind: 'deploy_nodes' });
    const upheaval = upset(fleet, planFrom(seed), note);
    const { outcome, nodes, endedAt } = await ended(id);
    const lastBegan = await upheaval;
    expect(Date.parse(endedAt ?? ''), 'the nodes were too fast for the plan: raise the pace').toBeGreaterThan(
      +lastBegan,
    );
    expect(nodes.filter((node) => node.outcome !== 'success')).toEqual([]);
    expect(outcome).toBe('success');
    const counts = countsOf(fleet.racks);
    expect(whoeverSwitchedOff(counts)).toEqual(whoeverSwitchedOff(quiet));
    for (const [node, { powerOffs }] of Object.entries(counts))
      expect(powerOffs, node).toBeLessThanOrEqual(quiet[node]?.powerOffs ?? 0);
    expect(portsInProvisioning(fleet.racks)).toEqual([]);
    expect(begunAfterEnd(await fleet.operator.steps(id))).toEqual([]);
    expect(fleet.fallen).toEqual([]);
  });

  it('that fail or are given up meanwhile are left in no provisioning network, and say why', async () => {
    await start(['1', '2'], paces.upset);
    const { nodes, switches } = fleet.racks;
    const spoil = (names: readonly string[], faults: Partial<NodeFaults>): readonly string[] => {
      for (const name of names) nodes.get(name)?.node.setFaults({ ...noFaults, ...faults });
      return names;
    };
    switches.get(switchOf('rack03'))?.switch.setForgetsPvids(true);
    const doomed = [
      ...spoil(['rack01-node02', 'rack02-node07'], { stuckPower: true }),
      ...spoil(['rack01-node05'], { deadBmc: 'hangs' }),
      ...spoil(['rack02-node03'], { deadBmc: 'refuses' }),
      ...inRacks('rack03'),
    ];
    const failing = await order({ kind: 'deploy_nodes', ...ofNodes(inRacks('rack01', 'rack02', 'rack03')) });
    const unwanted = await order({ kind: 'deploy_nodes', ...ofNodes(inRacks('rack04', 'rack05')) });
    const upheaval = upset(fleet, planFrom(seed + 1), note);
    await pause(new Chance(seed).between(10, 30) * 1_000);
    await fleet.operator.cancel(unwanted);
    note('the second task is cancelled');

    const [failed, cancelled] = [await ended(failing), await ended(unwanted)];
    await upheaval;
    expect(failed.outcome).toBe('partial_success');
    const unsuccessful = failed.nodes.filter(({ outcome }) => outcome !== 'success');
    expect(unsuccessful.map(({ name }) => name).sort()).toEqual(doomed.toSorted());
    for (const { name, failure } of unsuccessful) expect(failure, name).toMatchObject({ message: expect.any(String) });
    for (const { name, outcome, failure, reason } of cancelled.nodes) {
      expect(outcome === 'success' || (failure?.message ?? reason), name).toBeTruthy();
    }
    expect(cancelled.nodes.some(({ outcome }) => outcome === 'cancelled')).toBe(true);
    expect(portsInProvisioning(fleet.racks)).toEqual([]);
    for (const id of [failing, unwanted]) expect(begunAfterEnd(await fleet.operator.steps(id))).toEqual([]);
    expect(fleet.fallen).toEqual([]);
  });
});
