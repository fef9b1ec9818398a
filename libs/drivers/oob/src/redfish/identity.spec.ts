import { systemPath } from '@drydock/redfish/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('the node behind the BMC', () => {
  const uuid = '4c4c4544-0042-4310-8031-c2c04f4d5332';
  it.each([
    ['serial number', { serialNumber: 'CN9999' }],
    ['UUID', { uuid: '00000000-0000-4000-8000-000000000001' }],
    ['boot MAC', { bootMac: '70:b5:e8:f0:99:99' }],
  ])('is left alone when its %s is another than the design says', async (what, identity) => {
    await expect(bench.run('PowerCycleNode', {}, { identity })).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining(what),
    });
    expect(bench.bmc.resets).toEqual([]);
  });

  it.each([
    { serialNumber: 'cn0001' },
    { serialNumber: 'ABC1234' },
    { uuid },
    { uuid: '44454c4c-4200-1043-8031-c2c04f4d5332' },
    { bootMac: '70:b5:e8:f0:52:dd' },
    { serialNumber: 'CN0001', uuid, bootMac: '70:b5:e8:f0:99:99' },
  ])('is taken for the one of the design: %j', async (identity) => {
    await expect(bench.run('PowerOnNode', {}, { identity })).resolves.toMatchObject({ kind: 'done' });
  });

  it('is not doubted where the BMC says nothing that could be compared', async () => {
    bench.bmc.change(systemPath, { SerialNumber: 'Default string', UUID: '', SKU: null });
    const identity = { serialNumber: 'CN0001', uuid };
    await expect(bench.run('PowerOnNode', {}, { identity })).resolves.toMatchObject({ kind: 'done' });
  });
});
