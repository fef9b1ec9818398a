import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open({ power: 'on' });
});
afterEach(() => bench.close());

const powerCommands = (): string[] => bench.commands().filter((command) => /^chassis power (?!status)/.test(command));

describe('the power of a node, over IPMI', () => {
  it('goes off by its operating system', async () => {
    expect(await bench.run('PowerOffNode', {})).toEqual({
      kind: 'done',
      result: { power: 'off', changed: true, forced: false },
    });
    expect(powerCommands()).toEqual(['chassis power soft']);
  });

  it('is cut when the operating system takes longer than its grace', async () => {
    bench.change({ soft: 'ignores' });
    const began = bench.rehearsal.clock;
    expect(await bench.run('PowerOffNode', { gracePeriodSeconds: 60 })).toMatchObject({ result: { forced: true } });
    expect(powerCommands()).toEqual(['chassis power soft', 'chassis power off']);
    expect((bench.rehearsal.clock - began) / 1000).toBeCloseTo(60);
  });

  it('is cut at once where nobody can be asked, and where it is asked for', async () => {
    bench.change({ soft: 'refuses' });
    expect(await bench.run('PowerOffNode', {})).toMatchObject({ result: { forced: true } });
    bench.change({ power: 'on' });
    bench.commands();
    await bench.run('PowerOffNode', { graceful: false });
    expect(powerCommands()).toEqual(['chassis power off']);
  });

  it('is cut at once where the BMC asks an operating system only in another state', async () => {
    const refusal = 'Set Chassis Power Control to Soft failed: Command not supported in present state';
    bench.change({ refuses: 'chassis power soft', refusal });
    expect(await bench.run('PowerOffNode', {})).toMatchObject({ result: { power: 'off', forced: true } });
    expect(powerCommands()).toEqual(['chassis power soft', 'chassis power off']);
  });

  it('is not touched when it is as asked for', async () => {
    expect(await bench.run('PowerOnNode', {})).toMatchObject({ result: { changed: false } });
    bench.change({ power: 'off' });
    expect(await bench.run('PowerOffNode', {})).toMatchObject({ result: { changed: false } });
    expect(powerCommands()).toEqual([]);
  });

  it.each([
    ['Set Chassis Power Control to Down/Off failed: Unspecified error', { graceful: false }],
    ['Set Chassis Power Control to Soft failed: Command not supported in present state', {}],
  ])('is off where switching it off is refused for its being off already: %s', async (refusal, parameters) => {
    bench.change({ refusesFor: 'off', refusal });
    expect(await bench.run('PowerOffNode', parameters)).toMatchObject({ result: { power: 'off', changed: true } });
    expect(powerCommands()).toHaveLength(1);
  });

  it.each([
    'Set Chassis Power Control to Up/On failed: Command not supported in present state',
    'Set Chassis Power Control to Up/On failed: Invalid data field in request',
  ])('is on where switching it on is refused for its being on already: %s', async (refusal) => {
    bench.change({ power: 'off', refusesFor: 'on', refusal });
    expect(await bench.run('PowerOnNode', {})).toMatchObject({ result: { power: 'on', changed: true } });
    expect(powerCommands()).toHaveLength(1);
  });

  it('is cycled by off and on, each read back', async () => {
    expect(await bench.run('PowerCycleNode', {})).toMatchObject({ result: { power: 'on', method: 'off-on' } });
    expect(bench.commands()).toEqual([
      'chassis power status',
      'chassis power off',
      'chassis power status',
      'chassis power on',
      'chassis power status',
    ]);
  });

  it('is not cut a second time when the process dies after it was given again', async () => {
    bench.change({ power: 'off' });
    bench.rehearsal.checkpointed = { step: 'on', since: bench.rehearsal.clock, sentAt: bench.rehearsal.clock };
    bench.change({ power: 'on' });
    const ended = await bench.rehearsal.resume(bench.act('PowerCycleNode', {}));
    expect(ended).toMatchObject({ kind: 'done', result: { power: 'on' } });
    expect(powerCommands()).toEqual([]);
  });

  it('that does not follow what the BMC has accepted is a failure after the settling time', async () => {
    bench.change({ stuck: true });
    await expect(bench.run('PowerOffNode', { graceful: false })).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('still on'),
    });
    expect(powerCommands().length).toBeGreaterThan(1);
  });

  it('is cut again at once after a refusal, which is not taken for a promise, whatever time has passed', async () => {
    const refusal = 'Set Chassis Power Control to Down/Off failed: Node busy';
    bench.change({ refuses: 'chassis power off', refusal });
    const cut = bench.act('PowerOffNode', { graceful: false });
    await expect(bench.rehearsal.run(cut)).rejects.toMatchObject({ kind: 'busy' });
    bench.rehearsal.clock += 3_600_000;
    bench.change({ refuses: null });
    await expect(bench.rehearsal.resume(cut)).resolves.toMatchObject({ result: { power: 'off', forced: true } });
  });

  it('that must never be off is restarted, once', async () => {
    await expect(bench.run('PowerOffNode', {}, { powerOff: 'never' })).rejects.toMatchObject({ kind: 'rejected' });
    expect(await bench.run('PowerCycleNode', {}, { powerOff: 'never' })).toMatchObject({
      result: { method: 'force-restart' },
    });
    expect(powerCommands()).toEqual(['chassis power reset']);
  });

  it('is not restarted twice when nobody knows whether the first restart arrived', async () => {
    bench.change({ refuses: 'chassis power reset', refusal: 'Unable to set Chassis Power Control to Reset' });
    const cycle = bench.act('PowerCycleNode', {}, { powerOff: 'never' });
    await expect(bench.rehearsal.run(cycle)).rejects.toMatchObject({ kind: 'timed-out', leftRunning: true });
    bench.change({ refuses: null });
    await expect(bench.rehearsal.resume(cycle)).rejects.toMatchObject({ kind: 'rejected' });
    expect(powerCommands()).toEqual(['chassis power reset']);
  });

  it('is restarted after a refusal that shows that nothing has happened', async () => {
    const refusal = 'Set Chassis Power Control to Reset failed: Node busy';
    bench.change({ refuses: 'chassis power reset', refusal });
    const cycle = bench.act('PowerCycleNode', {}, { powerOff: 'never' });
    await expect(bench.rehearsal.run(cycle)).rejects.toMatchObject({ kind: 'busy', leftRunning: false });
    bench.change({ refuses: null });
    await expect(bench.rehearsal.resume(cycle)).resolves.toMatchObject({ kind: 'done' });
  });

  it.each([
    ['serialNumber', 'SIM99999', 'serial number'],
    ['uuid', '64727964-6f63-6b00-8000-0000000101ff', 'UUID'],
  ])('of a node whose %s contradicts the design is not touched', async (field, value, what) => {
    for (const action of ['PowerOffNode', 'PowerCycleNode'] as const) {
      await expect(bench.run(action, {}, { identity: { [field]: value } })).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining(what),
      });
    }
    await expect(bench.run('SetNodeBoot', { device: 'pxe' }, { identity: { [field]: value } })).rejects.toThrow(what);
    expect(powerCommands()).toEqual([]);
    expect(bench.bmc).toMatchObject({ power: 'on', flags: [0, 0, 0, 0, 0] });
  });

  it.each([
    ['64727964-6f63-6b00-8000-000000010100', 'as the BMC orders it'],
    ['64797264-636f-006b-8000-000000010100', 'as SMBIOS orders it'],
    ['00010100-0000-0080-006b-636f64797264', 'as IPMI orders it'],
  ])('of a node with the UUID %s (%s) is switched', async (uuid) => {
    await expect(bench.run('PowerOffNode', {}, { identity: { uuid } })).resolves.toMatchObject({ kind: 'done' });
    expect(await bench.run('InterrogateOob', {}, { identity: { uuid } })).toMatchObject({ result: { uuid } });
  });
});
