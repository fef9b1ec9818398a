import { systemPath } from '@drydock/redfish/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const settlesSoon = { options: { settleSeconds: 20 } };

describe('PowerOnNode', () => {
  it('switches a node on and reads back that it is', async () => {
    await expect(bench.run('PowerOnNode', {})).resolves.toEqual({
      kind: 'done',
      result: { power: 'on', changed: true },
    });
    expect(bench.bmc.resets).toEqual(['On']);
  });

  it('does nothing to a node that is on', async () => {
    bench.bmc.setPower('On');
    await expect(bench.run('PowerOnNode', {})).resolves.toEqual({
      kind: 'done',
      result: { power: 'on', changed: false },
    });
    expect(bench.bmc.resets).toEqual([]);
  });

  it('waits for a node that is on its way', async () => {
    bench.bmc.setPower('PoweringOff');
    bench.rehearsal.onWait = () => bench.bmc.setPower('Off');
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { changed: true } });
  });

  it('says what it waits for at a node that is stuck between on and off, and in the end what it has seen', async () => {
    bench.bmc.setPower('PoweringOff');
    const began = new Date(bench.rehearsal.clock).toISOString();
    const later = new Date(bench.rehearsal.clock + 6_000).toISOString();
    let waits = 0;
    bench.rehearsal.onWait = () => (waits += 1) === 3 && bench.bmc.setPower('PoweringOn');
    const start = bench.act('PowerOnNode', {}, settlesSoon);
    await expect(bench.rehearsal.run(start)).rejects.toMatchObject({
      kind: 'busy',
      message: 'the power of the node has not settled for 20 s: it shows PoweringOn',
      evidence: [`${began}: it shows PoweringOff`, `${later}: it shows PoweringOn`, 'nothing was sent meanwhile'],
      advice: expect.stringContaining('PowerOffNode'),
      leftRunning: false,
    });
    expect(bench.rehearsal.progress).toContain('waiting for the power to settle, for 4 s now: it shows PoweringOff');
    expect(bench.bmc.resets).toEqual([]);
    bench.bmc.setPower('Off');
    await expect(bench.rehearsal.resume(start)).resolves.toMatchObject({ result: { power: 'on', changed: true } });
  });

  it('says so, too, of a node that is stuck after an order that was never answered', async () => {
    bench.bmc.script = ({ path }) => {
      if (!path.endsWith('.Reset')) return undefined;
      bench.bmc.setPower('PoweringOn');
      return { status: 200, broken: 'reset' };
    };
    const start = bench.act('PowerOnNode', {}, settlesSoon);
    await expect(bench.rehearsal.run(start)).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(bench.rehearsal.resume(start)).rejects.toMatchObject({
      kind: 'busy',
      evidence: [expect.stringMatching(/Z: it shows PoweringOn$/), 'power on was sent before, and not answered'],
    });
    expect(bench.bmc.resets).toEqual(['On']);
    bench.bmc.setPower('On');
    await expect(bench.rehearsal.resume(start)).resolves.toMatchObject({ result: { power: 'on', changed: true } });
  });

  it('waits for a slow node without sending again', async () => {
    bench.bmc.reset = () => bench.bmc.setPower('PoweringOn');
    let looks = 0;
    bench.rehearsal.onWait = () => (looks += 1) === 3 && bench.bmc.setPower('On');
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { power: 'on', changed: true } });
    expect(bench.bmc.resets).toEqual(['On']);
  });

  it('arms the boot device right before the start', async () => {
    await bench.run('PowerOnNode', { boot: { device: 'pxe', once: true } });
    expect(bench.boot).toMatchObject({ BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' });
    expect(bench.bmc.writes.slice(-2)).toEqual([
      `PATCH ${systemPath}`,
      `POST ${systemPath}/Actions/ComputerSystem.Reset`,
    ]);
  });

  it('does not believe a BMC that accepts and never does it', async () => {
    bench.bmc.reset = () => undefined;
    await expect(bench.run('PowerOnNode', {}, settlesSoon)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('shows Off'),
      evidence: expect.arrayContaining([`GET ${systemPath}: PowerState=Off`]),
    });
  });

  it('sends again what a BMC forgot, once it had time', async () => {
    bench.bmc.reset = () => bench.bmc.resets.length === 2 && bench.bmc.setPower('On');
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { power: 'on' } });
    expect(bench.bmc.resets).toEqual(['On', 'On']);
  });

  it('holds no BMC to what it never answered, and asks it anew when it is back', async () => {
    bench.bmc.script = ({ path }) => (path.endsWith('.Reset') ? { status: 200, broken: 'reset' } : undefined);
    await expect(bench.run('PowerOnNode', {}, settlesSoon)).rejects.toMatchObject({ kind: 'unreachable' });
    bench.bmc.script = () => undefined;
    bench.rehearsal.clock += 3_600_000;
    await expect(bench.rehearsal.resume(bench.act('PowerOnNode', {}, settlesSoon))).resolves.toMatchObject({
      result: { power: 'on', changed: true },
    });
    expect(bench.bmc.resets).toEqual(['On', 'On']);
  });

  it('counts the time to follow from what was answered, not from what was lost before', async () => {
    bench.bmc.script = ({ path }) => (path.endsWith('.Reset') ? { status: 200, broken: 'reset' } : undefined);
    await expect(bench.run('PowerOnNode', {}, settlesSoon)).rejects.toMatchObject({ kind: 'unreachable' });
    bench.bmc.script = () => undefined;
    bench.bmc.reset = () => undefined;
    bench.rehearsal.clock += 3_600_000;
    const began = bench.rehearsal.clock;
    await expect(bench.rehearsal.resume(bench.act('PowerOnNode', {}, settlesSoon))).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('shows Off'),
    });
    expect(bench.rehearsal.clock - began).toBeGreaterThanOrEqual(20_000);
  });

  it('sends again before it calls a BMC a liar, however little time that has', async () => {
    bench.bmc.reset = () => bench.bmc.resets.length === 2 && bench.bmc.setPower('On');
    await expect(bench.run('PowerOnNode', {}, settlesSoon)).resolves.toMatchObject({ result: { power: 'on' } });
    expect(bench.bmc.resets).toEqual(['On', 'On']);
  });

  it('takes "it is already so" for an answer, and looks for itself', async () => {
    bench.bmc.script = ({ path }) => {
      if (!path.endsWith('.Reset')) return undefined;
      bench.bmc.setPower('On');
      return { status: 409 };
    };
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { power: 'on' } });
  });
});

describe('PowerOffNode', () => {
  beforeEach(() => bench.bmc.setPower('On'));

  it('asks the operating system first', async () => {
    await expect(bench.run('PowerOffNode', {})).resolves.toEqual({
      kind: 'done',
      result: { power: 'off', changed: true, forced: false },
    });
    expect(bench.bmc.resets).toEqual(['GracefulShutdown']);
  });

  it('cuts power when the operating system has had its time, and not before', async () => {
    bench.bmc.reset = (type) => type === 'ForceOff' && bench.bmc.setPower('Off');
    const began = bench.rehearsal.clock;
    await expect(bench.run('PowerOffNode', { gracePeriodSeconds: 30 })).resolves.toMatchObject({
      result: { forced: true },
    });
    expect(bench.bmc.resets).toEqual(['GracefulShutdown', 'ForceOff']);
    expect(bench.rehearsal.clock - began).toBeGreaterThanOrEqual(30_000);
    expect(bench.rehearsal.clock - began).toBeLessThan(33_000);
  });

  it('gives the operating system its time only once the BMC took the question', async () => {
    bench.bmc.script = ({ path }) => (path.endsWith('.Reset') ? { status: 503 } : undefined);
    await expect(bench.run('PowerOffNode', { gracePeriodSeconds: 30 })).rejects.toMatchObject({ kind: 'busy' });
    bench.bmc.script = () => undefined;
    bench.rehearsal.clock += 60_000;
    await expect(bench.rehearsal.resume(bench.act('PowerOffNode', { gracePeriodSeconds: 30 }))).resolves.toMatchObject({
      result: { forced: false },
    });
    expect(bench.bmc.resets).toEqual(['GracefulShutdown', 'GracefulShutdown']);
  });

  it('cuts power at once when it is told not to be graceful', async () => {
    await expect(bench.run('PowerOffNode', { graceful: false })).resolves.toMatchObject({ result: { forced: true } });
    expect(bench.bmc.resets).toEqual(['ForceOff']);
  });

  it('cuts power at once where the operating system cannot be asked', async () => {
    bench.bmc.change(systemPath, {
      Actions: { '#ComputerSystem.Reset': { 'ResetType@Redfish.AllowableValues': ['On', 'ForceOff'] } },
    });
    await expect(bench.run('PowerOffNode', {})).resolves.toMatchObject({ result: { forced: true } });
  });

  it.each([
    ['at once', { graceful: false }, 20],
    ['gracefully', { gracePeriodSeconds: 45 }, 45],
  ])('cuts power %s of a node that hangs on its way down, once it had time', async (_, parameters, seconds) => {
    bench.bmc.setPower('PoweringOff');
    bench.bmc.reset = (type) => type === 'ForceOff' && bench.bmc.setPower('Off');
    const began = bench.rehearsal.clock;
    await expect(bench.run('PowerOffNode', parameters, settlesSoon)).resolves.toMatchObject({
      result: { power: 'off', changed: true, forced: true },
    });
    expect(bench.bmc.resets).toEqual(['ForceOff']);
    expect(bench.rehearsal.clock - began).toBeGreaterThanOrEqual(seconds * 1000);
  });

  it('cuts power again of a node that hangs on its way down after an order that was never answered', async () => {
    bench.bmc.script = ({ path }) => {
      if (!path.endsWith('.Reset')) return undefined;
      bench.bmc.setPower('PoweringOff');
      return { status: 200, broken: 'reset' };
    };
    const cut = bench.act('PowerOffNode', { graceful: false }, settlesSoon);
    await expect(bench.rehearsal.run(cut)).rejects.toMatchObject({ kind: 'unreachable' });
    bench.bmc.script = () => undefined;
    await expect(bench.rehearsal.resume(cut)).resolves.toMatchObject({ result: { power: 'off', forced: true } });
    expect(bench.bmc.resets).toEqual(['ForceOff', 'ForceOff']);
  });

  it('has changed nothing where a node was on its way down and arrived', async () => {
    bench.bmc.setPower('PoweringOff');
    bench.rehearsal.onWait = () => bench.bmc.setPower('Off');
    await expect(bench.run('PowerOffNode', {})).resolves.toMatchObject({ result: { power: 'off', changed: false } });
    expect(bench.bmc.resets).toEqual([]);
  });

  it('does nothing to a node that is off', async () => {
    bench.bmc.setPower('Off');
    await expect(bench.run('PowerOffNode', {})).resolves.toMatchObject({ result: { changed: false, forced: false } });
    expect(bench.bmc.resets).toEqual([]);
  });

  it('refuses where the BMC would go with the node', async () => {
    await expect(bench.run('PowerOffNode', {}, { powerOff: 'never' })).rejects.toMatchObject({ kind: 'rejected' });
    expect(bench.bmc.requests).toEqual([]);
  });
});
