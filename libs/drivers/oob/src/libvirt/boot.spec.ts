import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainXml } from './domain-xml.js';
import { Bench, bootMac, domainXml, otherMac } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open();
});
afterEach(() => bench.close());

describe('the boot order of a domain', () => {
  it('is changed and nothing else of it, not even the password of its console', () => {
    const xml = DomainXml.parse(domainXml);
    xml.reorder([bootMac, 'vda']);
    const changed = xml
      .toString()
      .replaceAll(/<boot order="\d"\/>/g, '')
      .replaceAll('"', "'");
    const expected = domainXml.replace("<boot dev='hd'/>", '').replaceAll('"', "'");
    expect(changed.trim()).toBe(expected.trim());
    expect(xml.toString()).toContain('vncpass1');
  });

  it('is read from its devices, else from what they are, else as libvirt takes it without a word', () => {
    const read = (boot: string) => DomainXml.parse(domainXml.replace("<boot dev='hd'/>", boot)).order;
    expect(read("<boot dev='network'/><boot dev='cdrom'/>")).toEqual([bootMac, otherMac, 'sda']);
    expect(read('')).toEqual(['vda', 'vdb']);
    const ordered = domainXml
      .replace("<target dev='vdb' bus='virtio'/>", "<target dev='vdb' bus='virtio'/><boot order='2'/>")
      .replace("<model type='virtio'/>", "<model type='virtio'/><boot order='1'/>");
    expect(DomainXml.parse(ordered).order).toEqual([bootMac, 'vdb']);
  });
});

describe('SetNodeBoot of a domain', () => {
  it('for one start is put back after the start, since libvirt would keep it', async () => {
    expect(await bench.run('SetNodeBoot', { device: 'pxe' })).toEqual({
      kind: 'done',
      result: { device: 'pxe', once: true, mode: 'uefi', changed: true, rearmed: false },
    });
    expect(bench.order).toEqual([bootMac, otherMac, 'vda', 'vdb']);
    expect(await bench.run('InterrogateOob', {})).toMatchObject({
      result: { boot: { override: { device: 'pxe', once: true } } },
    });
    bench.changes();
    await bench.run('PowerOnNode', {});
    expect(bench.changes()).toEqual(['start', 'define']);
    expect(bench.order).toEqual(['vda', 'vdb']);
    expect(bench.rehearsal.memory).toEqual({ restore: null });
  });

  it('for one start is put back to what was first, however often it is set before', async () => {
    await bench.run('SetNodeBoot', { device: 'pxe' });
    await bench.run('SetNodeBoot', { device: 'cdrom' });
    expect(bench.order[0]).toBe('sda');
    await bench.run('PowerOnNode', { boot: { device: 'pxe' } });
    expect(bench.order).toEqual(['vda', 'vdb']);
  });

  it('is not put back while the domain that runs was not started again', async () => {
    bench.change({ state: 'running' });
    await bench.run('SetNodeBoot', { device: 'pxe' });
    await bench.run('PowerOnNode', {});
    expect(bench.order[0]).toBe(bootMac);
    await bench.run('PowerCycleNode', {});
    expect(bench.order[0]).toBe('vda');
  });

  it('is put back by the next attempt when the process dies right after the start', async () => {
    bench.rehearsal.memory = { restore: ['vda', 'vdb'] };
    bench.rehearsal.checkpointed = { step: 'on', since: bench.rehearsal.clock, sentAt: bench.rehearsal.clock };
    const xml = DomainXml.parse(domainXml);
    xml.reorder([bootMac, 'vda', 'vdb']);
    bench.change({ state: 'running', xml: xml.toString() });
    await bench.rehearsal.resume(bench.act('PowerOnNode', {}));
    expect(bench.order).toEqual(['vda', 'vdb']);
  });

  it('that is to last is kept over starts, and needs no memory', async () => {
    await bench.run('SetNodeBoot', { device: 'pxe', once: false });
    await bench.run('PowerCycleNode', {});
    expect(bench.order[0]).toBe(bootMac);
    expect(await bench.run('SetNodeBoot', { device: 'pxe', once: false })).toMatchObject({
      result: { changed: false },
    });
  });

  it('none takes back what was for one start', async () => {
    await bench.run('SetNodeBoot', { device: 'pxe' });
    expect(await bench.run('SetNodeBoot', { device: 'none' })).toMatchObject({ result: { changed: true } });
    expect(bench.order).toEqual(['vda', 'vdb']);
    expect(await bench.run('SetNodeBoot', { device: 'none' })).toMatchObject({ result: { changed: false } });
  });

  it.each([
    [{ device: 'usb' }, /nothing to boot from usb/],
    [{ device: 'http' }, /nothing to boot from http/],
    [{ device: 'pxe', mode: 'legacy' }, /boots in uefi mode/],
  ] as const)('of %o is unsupported', async (boot, message) => {
    await expect(bench.run('SetNodeBoot', boot)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(message),
    });
  });

  it('that libvirt accepts and does not show is a failure', async () => {
    bench.change({ ignoresDefinitions: true });
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).rejects.toMatchObject({
      kind: 'rejected',
      evidence: [expect.stringContaining(`defined: ${bootMac}`), 'read back: vda, vdb'],
    });
  });
});

describe('ConfigNodePxe of a domain', () => {
  it('puts the boot interface first', async () => {
    expect(await bench.run('ConfigNodePxe', { bootMac: otherMac })).toEqual({
      kind: 'done',
      result: { mechanism: 'boot-option', interface: otherMac, changed: true, resetRequired: false },
    });
    expect(bench.order).toEqual([otherMac, 'vda', 'vdb']);
    expect(await bench.run('ConfigNodePxe', { bootMac: otherMac })).toMatchObject({ result: { changed: false } });
  });

  it('keeps the other interfaces out where that is asked for, and the fallbacks in', async () => {
    await bench.run('SetNodeBoot', { device: 'pxe', once: false });
    await bench.run('ConfigNodePxe', { bootMac: otherMac, exclusive: true });
    expect(bench.order).toEqual([otherMac, 'vda', 'vdb']);
    await bench.run('ConfigNodePxe', { bootMac, fallbackMacs: [otherMac] });
    expect(bench.order).toEqual([bootMac, otherMac, 'vda', 'vdb']);
  });

  it('says that a running domain has to be started again', async () => {
    bench.change({ state: 'running' });
    expect(await bench.run('ConfigNodePxe', { bootMac })).toMatchObject({ result: { resetRequired: true } });
    expect(await bench.run('ConfigNodePxe', { bootMac })).toMatchObject({ result: { resetRequired: false } });
  });

  it('outlasts a boot device that was for one start', async () => {
    await bench.run('SetNodeBoot', { device: 'cdrom' });
    await bench.run('ConfigNodePxe', { bootMac });
    await bench.run('PowerOnNode', {});
    expect(bench.order).toEqual([bootMac, 'vda', 'vdb']);
  });

  it('of an interface that the domain does not have is not found, and of what firmware decides unsupported', async () => {
    await expect(bench.run('ConfigNodePxe', { bootMac: '52:54:00:ff:ff:ff' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: [`interfaces: ${bootMac}, ${otherMac}`],
    });
    await expect(bench.run('ConfigNodePxe', { bootMac, protocol: 'http' })).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });
});
