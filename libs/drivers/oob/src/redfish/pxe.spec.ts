import { systemPath } from '@drydock/redfish/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('ConfigNodePxe', () => {
  const bootMac = '70:b5:e8:f0:52:dc';

  it('puts the boot option of the MAC first and keeps the rest', async () => {
    await expect(bench.run('ConfigNodePxe', { bootMac })).resolves.toEqual({
      kind: 'done',
      result: { mechanism: 'boot-option', interface: 'NIC.1', changed: true, resetRequired: false },
    });
    expect(bench.boot).toMatchObject({ BootOrder: ['Boot0001', 'Boot0003', 'Boot0002'] });
    await expect(bench.run('ConfigNodePxe', { bootMac })).resolves.toMatchObject({ result: { changed: false } });
  });

  it.each([
    [{ bootMac, ipVersion: 6 as const }, ['Boot0004', 'Boot0003', 'Boot0001', 'Boot0002']],
    [{ bootMac, protocol: 'http' as const }, ['Boot0005', 'Boot0003', 'Boot0001', 'Boot0002']],
    [{ bootMac, fallbackMacs: ['70:b5:e8:f0:52:dd'] }, ['Boot0001', 'Boot0002', 'Boot0003']],
  ])('takes the option that is meant: %j', async (parameters, order) => {
    await bench.run('ConfigNodePxe', parameters);
    expect(bench.boot).toMatchObject({ BootOrder: order });
  });

  it('speaks of the options as the order does, where that names them', async () => {
    bench.bmc.change(systemPath, { Boot: { BootOrder: ['Boot0003: Ubuntu', 'Boot0001: PXE Device 1'] } });
    const [dc, dd] = [bootMac, '70:b5:e8:f0:52:dd'];
    await bench.run('ConfigNodePxe', { bootMac: dc });
    expect(bench.boot).toMatchObject({ BootOrder: ['Boot0001: PXE Device 1', 'Boot0003: Ubuntu'] });
    await expect(bench.run('ConfigNodePxe', { bootMac: dc })).resolves.toMatchObject({
      result: { changed: false, resetRequired: false },
    });
    await bench.run('ConfigNodePxe', { bootMac: dd });
    const added = 'Boot0002: UEFI PXEv4 (MAC:70B5E8F052DD)';
    expect(bench.boot).toMatchObject({ BootOrder: [added, 'Boot0001: PXE Device 1', 'Boot0003: Ubuntu'] });
  });

  it('switches the other interfaces off when asked to', async () => {
    await bench.run('ConfigNodePxe', { bootMac, exclusive: true });
    const enabled = [1, 2, 3, 4, 5].map(
      (index) => bench.bmc.resources.get(`${systemPath}/BootOptions/${index}`)?.BootOptionEnabled,
    );
    expect(enabled).toEqual([true, false, true, false, false]);
  });

  it('says that a reset is needed where the BMC keeps the change for the next start', async () => {
    const settings = `${systemPath}/SD`;
    bench.bmc.change(systemPath, { '@Redfish.Settings': { SettingsObject: { '@odata.id': settings } } });
    bench.bmc.resources.set(settings, { Boot: { BootOrder: ['Boot0003', 'Boot0001', 'Boot0002'] } });
    const result = { mechanism: 'boot-option', interface: 'NIC.1', resetRequired: true };
    await expect(bench.run('ConfigNodePxe', { bootMac })).resolves.toMatchObject({
      result: { ...result, changed: true },
    });
    await expect(bench.run('ConfigNodePxe', { bootMac })).resolves.toMatchObject({
      result: { ...result, changed: false },
    });
    bench.bmc.change(systemPath, { Boot: { BootOrder: ['Boot0001', 'Boot0003', 'Boot0002'] } });
    await expect(bench.run('ConfigNodePxe', { bootMac })).resolves.toMatchObject({
      result: { changed: false, resetRequired: false },
    });
  });

  it('names the MACs of the node when it has another one', async () => {
    await expect(bench.run('ConfigNodePxe', { bootMac: '70:b5:e8:00:00:01' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: ['its MACs: 70:b5:e8:f0:52:dc, 70:b5:e8:f0:52:dd'],
    });
  });

  it('says so, with advice, where the BMC lists no boot options', async () => {
    bench.bmc.change(`${systemPath}/BootOptions`, { Members: [] });
    await expect(bench.run('ConfigNodePxe', { bootMac })).rejects.toMatchObject({
      kind: 'unsupported',
      advice: expect.stringContaining('SetNodeBoot pxe works'),
    });
  });

  it('says so when network boot is off for the interface', async () => {
    bench.bmc.change(`${systemPath}/BootOptions`, { Members: [{ '@odata.id': `${systemPath}/BootOptions/2` }] });
    await expect(bench.run('ConfigNodePxe', { bootMac })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('does not believe a BMC whose order stays as it was', async () => {
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 200 } : undefined);
    await expect(bench.run('ConfigNodePxe', { bootMac })).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('says what it would do', async () => {
    await expect(bench.rehearsal.dryRun(bench.act('ConfigNodePxe', { bootMac }))).resolves.toMatchObject({
      would: ['set BootOrder to ["Boot0001","Boot0003","Boot0002"]'],
    });
  });
});
