import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { libvirtDriver } from './libvirt.driver.js';
import { Bench, bootMac, otherMac } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open({ state: 'running' });
});
afterEach(() => bench.close());

describe('a domain', () => {
  it('is described as its definition says, and what that does not say is null', async () => {
    expect(await bench.run('InterrogateOob', {})).toMatchObject({
      result: {
        power: 'on',
        health: 'unknown',
        manufacturer: 'QEMU',
        serialNumber: 'SIM00001',
        uuid: '64727964-6f63-6b00-8000-000000010100',
        systemId: 'compute01',
        processors: { count: 2, model: null },
        memoryGiB: 4,
        interfaces: [
          { mac: bootMac, linkUp: null },
          { mac: otherMac, linkUp: false },
        ],
        drives: [{ name: 'vda', serialNumber: 'DISK0' }, { name: 'vdb' }],
        boot: { mode: 'uefi', devices: ['disk', 'cdrom', 'pxe'], override: { device: 'none', once: false } },
      },
    });
  });

  it('is asked to shut down, and destroyed when it does not', async () => {
    expect(await bench.run('PowerOffNode', {})).toMatchObject({ result: { forced: false } });
    bench.change({ state: 'running', shutdown: 'ignores' });
    bench.changes();
    expect(await bench.run('PowerOffNode', { gracePeriodSeconds: 10 })).toMatchObject({ result: { forced: true } });
    bench.change({ state: 'running', shutdown: 'refuses' });
    expect(await bench.run('PowerOffNode', {})).toMatchObject({ result: { forced: true } });
    expect(bench.changes()).toEqual(['shutdown', 'destroy', 'shutdown', 'destroy']);
  });

  it('that somebody else destroyed in the same moment is off, which is no failure', async () => {
    bench.change({
      refuses: 'destroy',
      refusal: 'Failed to destroy domain\nRequested operation is not valid: domain is not running',
    });
    const acting = bench.act('PowerOffNode', { graceful: false });
    await expect(bench.rehearsal.once(acting)).resolves.toMatchObject({ kind: 'again' });
    bench.change({ state: 'shut off' });
    await expect(bench.rehearsal.once(acting)).resolves.toMatchObject({ kind: 'done', result: { power: 'off' } });
  });

  it('is cycled by destroy and start, armed in between', async () => {
    expect(await bench.run('PowerCycleNode', { boot: { device: 'pxe' } })).toMatchObject({
      result: { method: 'off-on' },
    });
    expect(bench.changes()).toEqual(['destroy', 'define', 'start', 'define']);
    expect(bench.order).toEqual(['vda', 'vdb']);
  });

  it('that does not follow is a failure after the settling time', async () => {
    bench.change({ stuck: true });
    await expect(bench.run('PowerOffNode', { graceful: false })).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('that must not go off is reset, and cannot be given a boot device by that', async () => {
    const never = { powerOff: 'never' } as const;
    await expect(bench.run('PowerOffNode', {}, never)).rejects.toMatchObject({ kind: 'rejected' });
    expect(await bench.run('PowerCycleNode', {}, never)).toMatchObject({ result: { method: 'force-restart' } });
    await expect(bench.run('PowerCycleNode', { boot: { device: 'pxe' } }, never)).rejects.toMatchObject({
      kind: 'unsupported',
    });
    expect(bench.changes()).toEqual(['reset']);
  });

  it.each([
    [{ uuid: '64727964-6f63-6b00-8000-0000000101ff' }, 'UUID'],
    [{ serialNumber: 'SIM99999' }, 'serial number'],
  ])('that contradicts the design (%o) is not touched', async (identity, what) => {
    for (const action of ['PowerOffNode', 'PowerCycleNode'] as const) {
      await expect(bench.run(action, {}, { identity })).rejects.toThrow(what);
    }
    await expect(bench.run('ConfigNodePxe', { bootMac }, { identity })).rejects.toThrow(what);
    expect(bench.changes()).toEqual([]);
  });

  it('is the one of its name, not the one whose id is the same number', async () => {
    await expect(bench.run('PowerOffNode', {}, { systemId: '1' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: ['1 is the id of compute01'],
    });
    await expect(bench.run('PowerOffNode', {}, { systemId: 'gone' })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(bench.run('PowerOffNode', {}, { systemId: undefined })).resolves.toMatchObject({ kind: 'done' });
  });

  it('is listed with the others where none is named', async () => {
    const found = await libvirtDriver.probe({ ...bench.target, systemId: undefined }, bench.rehearsal.signal);
    expect(found).toEqual({ facts: { domains: ['compute01'] }, documents: [] });
  });
});

describe('the way to libvirt', () => {
  it('over SSH asks nobody, and believes the host key alone that it was given', async () => {
    await bench.run('InterrogateOob', {}, { options: { hostKey: 'ssh-ed25519 AAAAC3Nz' } });
    const [call] = bench.calls();
    expect(call?.ssh).toMatch(/BatchMode yes[^]*User drydock[^]*IdentitiesOnly yes[^]*StrictHostKeyChecking yes/);
    expect(call?.ssh).toContain('drydock-target ssh-ed25519 AAAAC3Nz');
    expect(decodeURIComponent(call?.uri ?? '')).toMatch(
      /^qemu\+ssh:\/\/127\.0\.0\.1:2222\/system\?command=\/[^&]*\/ssh$/,
    );
  });

  it('over SSH checks host keys unless it is told not to', async () => {
    await bench.run('InterrogateOob', {});
    expect(bench.calls()[0]?.ssh).toContain('StrictHostKeyChecking yes');
    await bench.run('InterrogateOob', {}, { options: { hostKeyChecking: false } });
    expect(bench.calls()[0]?.ssh).toContain('StrictHostKeyChecking no');
  });

  it.each([
    'qemu+ssh://host/system?command=/bin/evil',
    'qemu+ssh://host/system?netcat=/bin/evil',
    'qemu+ssh://host/system?keyfile=/root/.ssh/id&no_verify=1',
    'qemu+ext://host/system?command=/bin/evil',
    'qemu+ssh://root:secret@host/system',
    'qemu+tls://host/system',
    'qemu+ssh://another-host/system',
  ])('that would start another program, or go around the credential, is refused: %s', async (uri) => {
    await expect(bench.run('InterrogateOob', {}, { options: { uri } })).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.not.stringContaining('secret'),
    });
    expect(bench.calls()).toEqual([]);
  });

  it.each([
    ['failed to connect to the hypervisor\nHost key verification failed.', 'rejected', 'hostKey'],
    ['failed to connect to the hypervisor\nCannot recv data: No route to host', 'unreachable', 'URI'],
    ['authentication unavailable: no polkit agent', 'unauthorized', 'group libvirt'],
    ['Timed out during operation: cannot acquire state change lock', 'busy', ''],
  ])('that fails with "%s" is %s', async (refusal, kind, advice) => {
    bench.change({ refuses: 'domstate', refusal });
    await expect(bench.run('InterrogateOob', {})).rejects.toMatchObject({
      kind,
      advice: expect.stringContaining(advice),
    });
  });

  it('that breaks while something is being changed leaves nobody knowing', async () => {
    bench.change({ refuses: 'destroy', refusal: 'End of file while reading data: Input/output error' });
    await expect(bench.run('PowerOffNode', { graceful: false })).rejects.toMatchObject({
      kind: 'unreachable',
      leftRunning: true,
    });
  });

  it('says what to install where there is no virsh', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      await expect(libvirtDriver.reach(bench.target, bench.rehearsal.signal)).rejects.toMatchObject({
        kind: 'unsupported',
        advice: expect.stringContaining('libvirt-clients'),
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
