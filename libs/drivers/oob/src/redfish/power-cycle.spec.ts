import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('PowerCycleNode', () => {
  beforeEach(() => bench.bmc.setPower('On'));

  it('switches off, reads back, arms the boot device, switches on', async () => {
    await expect(bench.run('PowerCycleNode', { boot: { device: 'pxe' } })).resolves.toEqual({
      kind: 'done',
      result: { power: 'on', method: 'off-on' },
    });
    expect(bench.bmc.resets).toEqual(['ForceOff', 'On']);
    expect(bench.bmc.writes.slice(-3).map((write) => write.split(' ')[0])).toEqual(['POST', 'PATCH', 'POST']);
    expect(bench.boot).toMatchObject({ BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' });
  });

  it('only starts a node that is off', async () => {
    bench.bmc.setPower('Off');
    await expect(bench.run('PowerCycleNode', {})).resolves.toMatchObject({ result: { power: 'on' } });
    expect(bench.bmc.resets).toEqual(['On']);
  });

  it.each(['ForceOff', 'On'])('never cuts power twice when it dies right after sending %s', async (last) => {
    bench.bmc.script = ({ path, body }) => {
      if (!path.endsWith('.Reset') || body.ResetType !== last) return undefined;
      bench.bmc.reset(String(body.ResetType));
      return { status: 200, broken: 'reset' };
    };
    await expect(bench.run('PowerCycleNode', {})).rejects.toMatchObject({ kind: 'unreachable' });
    bench.bmc.script = () => undefined;
    await expect(bench.rehearsal.resume(bench.act('PowerCycleNode', {}))).resolves.toMatchObject({
      result: { method: 'off-on' },
    });
    expect(bench.bmc.resets).toEqual(['ForceOff', 'On']);
    expect(bench.bmc.power).toBe('On');
  });

  it('is a restart where the BMC would go with the node, sent once and never twice', async () => {
    const never = { powerOff: 'never' } as const;
    await expect(bench.run('PowerCycleNode', {}, never)).resolves.toMatchObject({
      result: { method: 'force-restart' },
    });
    expect(bench.bmc.resets).toEqual(['ForceRestart']);
    bench.bmc.script = ({ path }) => (path.endsWith('.Reset') ? { status: 200, broken: 'reset' } : undefined);
    await expect(bench.run('PowerCycleNode', {}, never)).rejects.toMatchObject({ kind: 'unreachable' });
    bench.bmc.script = () => undefined;
    await expect(bench.rehearsal.resume(bench.act('PowerCycleNode', {}, never))).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('not sent twice'),
    });
    expect(bench.bmc.resets).toEqual(['ForceRestart', 'ForceRestart']);
  });

  it('does not wait for ever for a node that does not come back from a restart', async () => {
    bench.bmc.reset = () => bench.bmc.setPower('PoweringOn');
    const never = { powerOff: 'never', options: { settleSeconds: 20 } } as const;
    await expect(bench.run('PowerCycleNode', {}, never)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('shows PoweringOn since 2'),
    });
    expect(bench.rehearsal.progress).toContain('waiting until the power is on: it shows PoweringOn');
    expect(bench.bmc.resets).toEqual(['ForceRestart']);
  });

  it('never sends a restart twice that was accepted as a task, whatever becomes of the task', async () => {
    const never = { powerOff: 'never' } as const;
    const monitor = '/redfish/v1/TaskService/TaskMonitors/1';
    const stopping = new AbortController();
    bench.bmc.script = ({ path }) => {
      if (path.endsWith('.Reset')) return { status: 202, headers: { location: monitor, 'retry-after': '0' } };
      if (path === monitor) stopping.abort();
      return path === monitor ? { status: 202 } : undefined;
    };
    bench.rehearsal.signal = stopping.signal;
    await expect(bench.run('PowerCycleNode', {}, never)).rejects.toMatchObject({ leftRunning: true });
    bench.rehearsal.signal = new AbortController().signal;
    await expect(bench.rehearsal.resume(bench.act('PowerCycleNode', {}, never))).rejects.toMatchObject({
      message: expect.stringContaining('not sent twice'),
    });
    expect(bench.bmc.resets).toEqual(['ForceRestart']);
  });

  it('goes on after a restart that was accepted as a task, though the BMC restarts with the node', async () => {
    const never = { powerOff: 'never' } as const;
    const monitor = '/redfish/v1/TaskService/TaskMonitors/1';
    bench.bmc.script = ({ path }) => {
      if (path.endsWith('.Reset')) return { status: 202, headers: { location: monitor, 'retry-after': '0' } };
      return path === monitor ? { status: 200, broken: 'reset' } : undefined;
    };
    await expect(bench.run('PowerCycleNode', {}, never)).resolves.toMatchObject({
      result: { method: 'force-restart' },
    });
    expect(bench.bmc.resets).toEqual(['ForceRestart']);
  });

  it('sends a restart again that the BMC certainly did not take', async () => {
    const never = { powerOff: 'never' } as const;
    bench.bmc.script = ({ path }) =>
      path.endsWith('.Reset') ? { status: 503, headers: { 'retry-after': '7' } } : undefined;
    await expect(bench.run('PowerCycleNode', {}, never)).rejects.toMatchObject({ kind: 'busy', retryAfterSeconds: 7 });
    bench.bmc.script = () => undefined;
    await expect(bench.rehearsal.resume(bench.act('PowerCycleNode', {}, never))).resolves.toMatchObject({
      kind: 'done',
    });
  });

  it('says what it would do, and what that breaks', async () => {
    await expect(bench.rehearsal.dryRun(bench.act('PowerCycleNode', { boot: { device: 'pxe' } }))).resolves.toEqual({
      kind: 'would',
      would: ['boot from pxe once', 'cycle power (off-on)'],
      risks: [{ kind: 'reset', message: 'the node restarts' }],
    });
    expect(bench.bmc.writes.filter((write) => !write.includes('Session'))).toEqual([]);
  });
});
