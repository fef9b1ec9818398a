import type { OobDrive } from '@drydock/contracts';
import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const system = '/redfish/v1/Systems/1';
const drivesAt = async (host: JsonObject, more: Record<string, JsonObject>): Promise<OobDrive[]> => {
  bench = await Bench.open(treeOf({ system, host, more }));
  return (await bench.interrogate()).drives;
};

describe('the drives of a node', () => {
  it('are listed once each, whichever controllers reach them', async () => {
    const storage = `${system}/Storage`;
    const [shared, own] = ['/redfish/v1/Chassis/Bay/Drives/1', '/redfish/v1/Chassis/Bay/Drives/2'];
    const found = await drivesAt(
      { Storage: link(storage) },
      {
        ...collectionOf(storage, {
          A: { Drives: [link(shared), link(own)] },
          B: { Drives: [link(`${shared}/`), link(`${storage}/B/Drives/0`)] },
          Empty: { Drives: [] },
        }),
        [shared]: { Name: 'Bay 1', SerialNumber: 'S1', CapacityBytes: 480_103_981_056 },
        [`${shared}/`]: { Name: 'Bay 1', SerialNumber: 'S1', CapacityBytes: 480_103_981_056 },
        [own]: { Name: 'Bay 2', SerialNumber: null },
        [`${storage}/B/Drives/0`]: { Name: 'Disk 0', SerialNumber: 'S1' },
      },
    );
    expect(found.map(({ name }) => name)).toEqual(['Bay 1', 'Bay 2']);
  });

  it.each([
    ['Hpe', 'Links', '@odata.id'],
    ['Hp', 'links', 'href'],
  ])('are those of a Smart Array as well (%s)', async (maker, links, reference) => {
    const [smart, storage] = [`${system}/SmartStorage`, `${system}/Storage`];
    const to = (path: string) => ({ [reference]: path });
    const found = await drivesAt(
      { Storage: link(storage), Oem: { [maker]: { [links]: { SmartStorage: to(smart) } } } },
      {
        ...collectionOf(storage, { NVMe: { Drives: [link('/nvme')] } }),
        '/nvme': { Name: 'NVMe', SerialNumber: 'N1', CapacityBytes: 960_197_124_096, MediaType: 'SSD' },
        [smart]: { [links]: { ArrayControllers: to(`${smart}/ArrayControllers`) } },
        ...collectionOf(`${smart}/ArrayControllers`, { 0: { [links]: { PhysicalDrives: to('/disks') } } }),
        ...collectionOf('/disks', {
          0: {
            Name: 'SmartStorageDiskDrive',
            Location: '1I:1:1',
            SerialNumber: 'D1',
            MediaType: 'HDD',
            BlockSizeBytes: 512,
            CapacityLogicalBlocks: 1_172_123_568,
            CapacityMiB: 572_325,
          },
          1: { Location: '1I:1:2', SerialNumber: 'D2', CapacityMiB: 572_325 },
          2: { Location: '1I:1:3', Status: { State: 'Absent' } },
        }),
      },
    );
    expect(found).toMatchObject([
      { name: 'NVMe', serialNumber: 'N1', sizeBytes: 960_197_124_096 },
      { name: '1I:1:1', serialNumber: 'D1', sizeBytes: 600_127_266_816, mediaType: 'hdd' },
      { name: '1I:1:2', serialNumber: 'D2', sizeBytes: 600_126_259_200 },
    ]);
  });
});
