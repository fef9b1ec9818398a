import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { treeOf } from './testing/trees.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(treeOf({ system: '/redfish/v1/Systems/Node0' }));
});
afterEach(() => bench.close());

const system = '/redfish/v1/Systems/Node0';
const offer = (...types: readonly string[]) =>
  bench.bmc.change(system, {
    Actions: { '#ComputerSystem.Reset': { 'ResetType@Redfish.AllowableValues': types } },
  });
/** Refuses every reset, after it did something or did not. */
const refuse = (status: number, messageId: string, meanwhile: () => void = () => undefined) => {
  bench.bmc.script = ({ path }) => {
    if (!path.endsWith('.Reset')) return undefined;
    meanwhile();
    return { status, body: { error: { '@Message.ExtendedInfo': [{ MessageId: messageId }] } } };
  };
};

describe('"it is so already"', () => {
  it.each([400, 409])('is a success when the power is as wanted (%s)', async (status) => {
    refuse(status, 'Base.1.8.NoOperation', () => bench.bmc.setPower('On'));
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { power: 'on' } });
    refuse(status, 'iLO.2.14.InvalidOperationForSystemState', () => bench.bmc.setPower('Off'));
    await expect(bench.run('PowerOffNode', { graceful: false })).resolves.toMatchObject({ result: { power: 'off' } });
  });

  it.each([
    [400, 'Base.1.8.ActionParameterNotSupported', 'rejected'],
    [409, 'IDRAC.3.0.ActionParameterValueConflict', 'busy'],
    [400, 'iLO.2.14.InvalidOperationForSystemState', 'busy'],
  ])('is not believed when it is not: %s %s', async (status, id, kind) => {
    refuse(status, id);
    await expect(bench.run('PowerOnNode', {})).rejects.toMatchObject({
      kind,
      evidence: [expect.stringContaining(`.Reset → ${status} (${id})`)],
    });
  });

  it('does not count as sent: the next attempt sends it at once, whatever time has passed', async () => {
    refuse(409, 'IDRAC.3.0.ActionParameterValueConflict');
    await expect(bench.run('PowerOnNode', {})).rejects.toMatchObject({ kind: 'busy' });
    bench.rehearsal.clock += 3_600_000;
    bench.bmc.script = () => undefined;
    await expect(bench.rehearsal.resume(bench.act('PowerOnNode', {}))).resolves.toMatchObject({
      result: { power: 'on', changed: true },
    });
  });
});

describe('what a BMC calls its resets', () => {
  beforeEach(() => bench.bmc.setPower('On'));

  it('may be nothing but On, Off and ForceOff, where Off asks the operating system', async () => {
    offer('On', 'Off', 'ForceOff');
    bench.bmc.reset = (type) => type === 'ForceOff' && bench.bmc.setPower('Off');
    await expect(bench.run('PowerOffNode', { gracePeriodSeconds: 5 })).resolves.toMatchObject({
      result: { forced: true },
    });
    expect(bench.bmc.resets).toEqual(['Off', 'ForceOff']);
  });

  it('may be On and Off, where Off cuts power', async () => {
    offer('On', 'Off');
    await expect(bench.run('PowerOffNode', {})).resolves.toMatchObject({ result: { forced: true } });
  });

  it('may have the power button for the only soft way', async () => {
    offer('On', 'ForceOff', 'GracefulRestart', 'PushPowerButton', 'Nmi');
    await expect(bench.run('PowerOffNode', {})).resolves.toMatchObject({ result: { forced: false } });
    expect(bench.bmc.resets).toEqual(['PushPowerButton']);
    await bench.run('PowerOffNode', {});
    expect(bench.bmc.resets).toEqual(['PushPowerButton']);
  });

  it('is spelt as the BMC spells it', async () => {
    offer('on', 'forceoff', 'gracefulshutdown');
    bench.bmc.reset = (type) => bench.bmc.setPower(type === 'on' ? 'On' : 'Off');
    await bench.run('PowerOffNode', {});
    await bench.run('PowerOnNode', {});
    expect(bench.bmc.resets).toEqual(['gracefulshutdown', 'on']);
  });

  it('is a power cycle where it can do nothing else', async () => {
    offer('PowerCycle', 'ForceRestart');
    await expect(bench.run('PowerCycleNode', {})).resolves.toMatchObject({ result: { method: 'power-cycle' } });
    offer('ForceRestart');
    await expect(bench.run('PowerCycleNode', {})).resolves.toMatchObject({ result: { method: 'force-restart' } });
  });
});

describe('what a BMC calls its power', () => {
  it.each(['PoweringOn', 'PoweringOff', 'Reset', 'Unknown', null])('is waited for while it is %s', async (state) => {
    bench.bmc.setPower(state);
    let waits = 0;
    bench.rehearsal.onWait = () => (waits += 1) === 3 && bench.bmc.setPower('On');
    await expect(bench.run('PowerOnNode', {})).resolves.toMatchObject({ result: { power: 'on' } });
    expect(bench.bmc.resets).toEqual([]);
    expect(bench.rehearsal.progress.at(-1)).toContain(state ?? 'not told');
  });

  it.each([
    ['Paused', 'on'],
    ['ON', 'on'],
    ['off', 'off'],
    ['PoweringOn', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', async (state, power) => {
    bench.bmc.setPower(state);
    await expect(bench.run('InterrogateOob', {})).resolves.toMatchObject({ result: { power } });
  });

  it('follows through states in between, off and on again', async () => {
    bench.bmc.setPower('On');
    bench.bmc.reset = (type) => bench.bmc.setPower(type === 'On' ? 'PoweringOn' : 'PoweringOff');
    bench.rehearsal.onWait = () => bench.bmc.setPower(bench.bmc.power === 'PoweringOn' ? 'On' : 'Off');
    await expect(bench.run('PowerCycleNode', {})).resolves.toMatchObject({ result: { method: 'off-on' } });
    expect(bench.bmc.resets).toEqual(['ForceOff', 'On']);
  });
});
