import type { InterrogateOobResult } from '@drydock/contracts';
import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const interrogate = async (tree: Record<string, JsonObject>): Promise<InterrogateOobResult> => {
  bench = await Bench.open(tree);
  return bench.interrogate();
};

describe('the memory of a node', () => {
  const system = '/redfish/v1/Systems/1';
  const dimms = collectionOf(`${system}/Memory`, {
    A1: { CapacityMiB: 16384 },
    A2: { CapacityMiB: '16384' },
    A3: { CapacityMiB: 16384, Status: { State: 'Absent' } },
  });
  it.each([
    [512, 512],
    [244.141, 244.141],
    ['128', 128],
    [0, 32],
    [null, 32],
    [undefined, 32],
  ])('is %j in the summary, and %d GiB', async (TotalSystemMemoryGiB, memoryGiB) => {
    const host = { MemorySummary: { TotalSystemMemoryGiB }, Memory: link(`${system}/Memory`) };
    expect(await interrogate(treeOf({ system, host, more: dimms }))).toMatchObject({ memoryGiB });
  });
});

describe('the memory of a node whose modules keep their content', () => {
  it('is what of them is memory', async () => {
    const system = '/redfish/v1/Systems/1';
    const more = collectionOf(`${system}/Memory`, {
      A1: { MemoryType: 'DRAM', CapacityMiB: 32768 },
      A2: { MemoryType: 'NVDIMM_N', VolatileSizeMiB: 8192, NonVolatileSizeMiB: 8192 },
      A3: { MemoryType: 'IntelOptane', CapacityMiB: 129408, VolatileSizeMiB: 0 },
      A4: { VolatileSizeMiB: 8192 },
    });
    expect(await interrogate(treeOf({ system, host: { Memory: link(`${system}/Memory`) }, more }))).toMatchObject({
      memoryGiB: 48,
    });
  });
});
