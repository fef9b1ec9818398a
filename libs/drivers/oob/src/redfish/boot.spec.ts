import { systemPath } from '@drydock/redfish/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('SetNodeBoot', () => {
  it('sets device and mode for one start, and finds it done the second time', async () => {
    const parameters = { device: 'pxe', once: true, mode: 'uefi' } as const;
    await expect(bench.run('SetNodeBoot', parameters)).resolves.toEqual({
      kind: 'done',
      result: { device: 'pxe', once: true, mode: 'uefi', changed: true, rearmed: false },
    });
    await expect(bench.run('SetNodeBoot', parameters)).resolves.toMatchObject({ result: { changed: false } });
    await expect(bench.run('SetNodeBoot', { device: 'none' })).resolves.toMatchObject({ result: { changed: true } });
    expect(bench.boot).toMatchObject({ BootSourceOverrideEnabled: 'Disabled' });
    expect(bench.bmc.writes.filter((write) => write.startsWith('PATCH'))).toHaveLength(2);
  });

  it('keeps it for every start when it is asked to', async () => {
    await expect(bench.run('SetNodeBoot', { device: 'disk', once: false })).resolves.toMatchObject({
      result: { once: false, rearmed: false },
    });
    expect(bench.boot).toMatchObject({ BootSourceOverrideTarget: 'Hdd', BootSourceOverrideEnabled: 'Continuous' });
    expect(bench.rehearsal.memory).toBeUndefined();
  });

  it.each(['not advertised', 'refused'])('sends it again before each start where Continuous is %s', async (how) => {
    if (how === 'refused') {
      bench.bmc.script = ({ method, body }) =>
        method === 'PATCH' && JSON.stringify(body).includes('Continuous') ? { status: 400 } : undefined;
    } else
      bench.bmc.change(systemPath, {
        Boot: { 'BootSourceOverrideEnabled@Redfish.AllowableValues': ['Once', 'Disabled'] },
      });
    await expect(bench.run('SetNodeBoot', { device: 'disk', once: false })).resolves.toMatchObject({
      result: { once: false, rearmed: true },
    });
    for (let start = 0; start < 2; start += 1) {
      bench.bmc.setPower('On');
      bench.bmc.change(systemPath, {
        Boot: { BootSourceOverrideTarget: 'None', BootSourceOverrideEnabled: 'Disabled' },
      });
      await bench.run('PowerCycleNode', {});
      expect(bench.boot).toMatchObject({ BootSourceOverrideTarget: 'Hdd', BootSourceOverrideEnabled: 'Once' });
    }
    await bench.run('SetNodeBoot', { device: 'none' });
    bench.bmc.setPower('On');
    await bench.run('PowerCycleNode', {});
    expect(bench.boot).toMatchObject({ BootSourceOverrideEnabled: 'Disabled' });
  });

  it('leaves the mode out where the BMC refuses it', async () => {
    bench.bmc.script = ({ method, body }) =>
      method === 'PATCH' && JSON.stringify(body).includes('Mode') ? { status: 400 } : undefined;
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' })).resolves.toMatchObject({
      result: { changed: true, mode: 'uefi' },
    });
    await expect(bench.run('SetNodeBoot', { device: 'disk', mode: 'legacy' })).rejects.toMatchObject({
      kind: 'rejected',
    });
  });

  it('writes each part where the BMC has it', async () => {
    const settings = `${systemPath}/Settings`;
    bench.bmc.change(systemPath, { '@Redfish.Settings': { SettingsObject: { '@odata.id': settings } } });
    bench.bmc.resources.set(settings, { Boot: { BootSourceOverrideMode: 'Legacy', BootOrder: [] } });
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' }).catch(() => undefined);
    const patches = bench.bmc.requests.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ path, body }) => [path, body])).toEqual([
      [systemPath, { Boot: { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' } }],
      [settings, { Boot: { BootSourceOverrideMode: 'UEFI' } }],
    ]);
  });

  it('does not believe a BMC whose override stays as it was', async () => {
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 204 } : undefined);
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).rejects.toMatchObject({
      kind: 'rejected',
      evidence: [expect.stringContaining('→ 204'), expect.stringContaining('read back: BootSourceOverrideTarget=None')],
    });
  });

  it('names what the BMC offers when it cannot boot from a device', async () => {
    await expect(bench.run('SetNodeBoot', { device: 'usb' })).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('None, Pxe, Hdd, Cd, BiosSetup'),
    });
  });

  it('says what it would do', async () => {
    const ask = () => bench.rehearsal.dryRun(bench.act('SetNodeBoot', { device: 'pxe' }));
    await expect(ask()).resolves.toEqual({ kind: 'would', would: ['boot from pxe once'], risks: [] });
    await bench.run('SetNodeBoot', { device: 'pxe' });
    await expect(ask()).resolves.toEqual({ kind: 'would', would: [], risks: [] });
  });
});
