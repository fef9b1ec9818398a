import type { BootOverride, ParametersOf } from '@drydock/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open();
});
afterEach(() => bench.close());

const flagsSent = (): string[] => bench.commands().filter((command) => command.startsWith('raw 0x00 0x08 0x05'));
const set = (parameters: ParametersOf<'oob', 'SetNodeBoot'>, options: Record<string, unknown> = {}) =>
  bench.run('SetNodeBoot', parameters, { options: { ...bench.target.options, ...options } });

describe('the boot device, as raw boot flags', () => {
  it.each([
    [{ device: 'pxe', once: true, mode: 'uefi' }, '0xa0 0x04'],
    [{ device: 'pxe', once: false, mode: 'uefi' }, '0xe0 0x04'],
    [{ device: 'pxe', once: true, mode: 'legacy' }, '0x80 0x04'],
    [{ device: 'pxe', once: false, mode: 'legacy' }, '0xc0 0x04'],
    [{ device: 'disk', once: true, mode: 'uefi' }, '0xa0 0x08'],
    [{ device: 'cdrom', once: true, mode: 'uefi' }, '0xa0 0x14'],
    [{ device: 'bios-setup', once: true, mode: 'uefi' }, '0xa0 0x18'],
    [{ device: 'usb', once: true, mode: 'uefi' }, '0xa0 0x3c'],
  ] satisfies [BootOverride, string][])('%o is sent as %s', async (boot, bytes) => {
    expect(await set(boot)).toMatchObject({ kind: 'done', result: { ...boot, changed: true, rearmed: false } });
    expect(flagsSent()).toEqual([`raw 0x00 0x08 0x05 ${bytes} 0x00 0x00 0x00`]);
  });

  it('is set on a BMC that cannot be told to keep it while the node is as it is', async () => {
    const refusal = 'Unable to send RAW command (channel=0x0 rsp=0xd5): Command not supported in present state';
    bench.change({ refuses: 'raw 0x00 0x08 0x03', refusal });
    expect(await set({ device: 'pxe' })).toMatchObject({ kind: 'done', result: { changed: true } });
  });

  it('is not forgotten after 60 s, which the BMC is told before', async () => {
    await set({ device: 'pxe' });
    const sent = bench.commands().filter((command) => command.startsWith('raw 0x00 0x08'));
    expect(sent[0]).toBe('raw 0x00 0x08 0x03 0x08');
    expect(sent).toHaveLength(2);
    expect(bench.bmc.outlastsAMinute).toBe(true);
  });

  it('is set on a BMC that does not know how to keep it, too, and on one that must not be asked', async () => {
    bench.change({ outlastsAMinute: null });
    expect(await set({ device: 'pxe' })).toMatchObject({ kind: 'done', result: { changed: true } });
    expect(bench.rehearsal.progress).toEqual([expect.stringContaining('60 s')]);
    bench.commands();
    await set({ device: 'disk' }, { keepBootDevice: false });
    expect(bench.commands().filter((command) => command.startsWith('raw 0x00 0x08 0x03'))).toEqual([]);
  });

  it('is not sent when the BMC shows it already', async () => {
    await set({ device: 'pxe' });
    bench.commands();
    expect(await set({ device: 'pxe' })).toMatchObject({ kind: 'done', result: { changed: false } });
    expect(flagsSent()).toEqual([]);
  });

  it('is sent again when the BMC shows it as used up', async () => {
    await set({ device: 'pxe', mode: 'uefi' });
    bench.change({ flags: [0x20, 0x04, 0, 0, 0] });
    expect(await set({ device: 'pxe', mode: 'uefi' })).toMatchObject({ result: { changed: true } });
    expect(bench.bmc.flags[0]).toBe(0xa0);
  });

  it('without a mode keeps the one that the BMC shows, else that of the options, else UEFI', async () => {
    await set({ device: 'pxe', mode: 'legacy' });
    expect(await set({ device: 'disk' })).toMatchObject({ result: { mode: 'legacy' } });
    expect(await set({ device: 'pxe' }, { bootMode: 'uefi' })).toMatchObject({ result: { mode: 'uefi' } });
    bench.change({ flags: [0, 0, 0, 0, 0] });
    expect(await set({ device: 'cdrom' })).toMatchObject({ result: { mode: 'uefi' } });
  });

  it('none takes it back, and finds nothing to do where there is none', async () => {
    expect(await set({ device: 'none' })).toMatchObject({ result: { changed: false } });
    await set({ device: 'pxe', once: false });
    expect(await set({ device: 'none' })).toMatchObject({ result: { device: 'none', changed: true } });
    expect(bench.bmc.flags.slice(0, 2)).toEqual([0xa0, 0]);
  });

  it('that the BMC accepts and does not show is a failure', async () => {
    bench.change({ ignoresBootFlags: true });
    await expect(set({ device: 'pxe' })).rejects.toMatchObject({
      kind: 'rejected',
      evidence: ['boot flags sent: 0xa0 0x04', 'read back: 0x00 0x00'],
    });
  });

  it('is judged by the device alone on a BMC that shows no more', async () => {
    bench.change({ hiddenFlags: 0xff });
    expect(await set({ device: 'pxe', mode: 'uefi' })).toMatchObject({ result: { mode: null, changed: true } });
    expect(await set({ device: 'pxe', mode: 'uefi' })).toMatchObject({ result: { changed: false } });
    expect(flagsSent()).toHaveLength(2);
  });

  it('that IPMI has no word for is unsupported', async () => {
    await expect(set({ device: 'http' })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('disk by UEFI has a word of its own at Supermicro', async () => {
    bench.change({ manufacturerId: 10_876 });
    expect(await set({ device: 'disk', mode: 'uefi' })).toMatchObject({ result: { device: 'disk', changed: true } });
    expect(flagsSent()).toEqual(['raw 0x00 0x08 0x05 0xa0 0x24 0x00 0x00 0x00']);
    expect(bench.rehearsal.quirks).toContain('supermicro-uefi-disk-selector');
  });
});

describe('a boot device that is to last', () => {
  it('is sent again before each start to a BMC that keeps it for one start only', async () => {
    bench.change({ forgetsPersistence: true });
    expect(await set({ device: 'pxe', once: false, mode: 'uefi' })).toMatchObject({ result: { rearmed: true } });
    for (let start = 0; start < 2; start += 1) {
      bench.change({ power: 'off', flags: [0, 0, 0, 0, 0] });
      await bench.run('PowerOnNode', {});
      expect(bench.bmc.flags.slice(0, 2)).toEqual([0xa0, 0x04]);
    }
  });

  it('is sent again to one that claims to keep it, when its options say so, until another one is set', async () => {
    const options = { ...bench.target.options, rearmBootDevice: true };
    expect(await set({ device: 'pxe', once: false }, options)).toMatchObject({ result: { rearmed: true } });
    bench.change({ flags: [0, 0, 0, 0, 0] });
    await bench.run('PowerCycleNode', {}, { options });
    expect(bench.bmc.flags[1]).toBe(0x04);
    await set({ device: 'disk' }, options);
    bench.change({ flags: [0, 0, 0, 0, 0], power: 'off' });
    await bench.run('PowerOnNode', {}, { options });
    expect(bench.bmc.flags[1]).toBe(0);
  });

  it('of a start is armed right before it', async () => {
    bench.change({ power: 'on' });
    await bench.run('PowerCycleNode', { boot: { device: 'pxe', mode: 'uefi' } });
    const changes = bench.commands().filter((command) => /0x08 0x05|power (on|off)/.test(command));
    expect(changes).toEqual(['chassis power off', 'raw 0x00 0x08 0x05 0xa0 0x04 0x00 0x00 0x00', 'chassis power on']);
  });
});
