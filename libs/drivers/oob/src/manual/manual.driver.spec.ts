import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualDriver } from './manual.driver.js';

const id = 'c0ffee00-0000-4000-8000-000000000001';
const confirmation = { by: 'remote-hands', at: '2026-01-01T00:00:00.000Z', note: 'cable was loose' };
const bootMac = '52:54:00:01:01:00';

let rehearsal: Rehearsal;
beforeEach(() => {
  rehearsal = new Rehearsal();
});

const act = <A extends ActionName<'oob'>>(
  action: A,
  parameters: ParametersOf<'oob', A>,
  more: Partial<OobTarget> = {},
) => {
  const target: OobTarget = { type: 'manual', address: 'node01', ...more };
  return rehearsal.once((context) => manualDriver.actions[action]({ id, node: 'node01', target, parameters }, context));
};

describe('an action that only a person can carry out', () => {
  it.each([
    ['PowerOffNode', {}, 'Shut node01 down, and cut its power if it is not off after 120 s'],
    ['PowerOffNode', { graceful: false }, 'Cut the power of node01'],
    [
      'PowerOnNode',
      { boot: { device: 'pxe', mode: 'uefi' } },
      'Switch node01 on, and have it boot from pxe in uefi mode at its next start',
    ],
    ['PowerCycleNode', {}, 'Switch node01 off and on again'],
    ['SetNodeBoot', { device: 'disk', once: false }, 'Have node01 boot from disk from now on'],
    [
      'ConfigNodePxe',
      { bootMac, exclusive: true },
      `Have node01 boot over its interface ${bootMac}; switch network boot off on its other interfaces`,
    ],
  ] as const)('%s %o says what to do, and how to say that it is done', async (action, parameters, task) => {
    const ended = await act(action, parameters);
    expect(ended).toMatchObject({
      kind: 'again',
      progress: `${task}. Then confirm: POST /api/v1/actions/${id}/confirm`,
    });
  });

  it('says how to find the node', async () => {
    const identity = { serialNumber: 'SIM00001', bootMac };
    expect(await act('PowerOnNode', {}, { identity, options: { where: 'rack 12, unit 3' } })).toMatchObject({
      progress: expect.stringContaining(`node01 on (serial number SIM00001, boot MAC ${bootMac}, rack 12, unit 3).`),
    });
  });

  it('is done once it is confirmed, even when it was stopped in the same moment', async () => {
    rehearsal.confirmation = confirmation;
    rehearsal.signal = AbortSignal.abort();
    expect(await act('PowerOffNode', {})).toEqual({
      kind: 'done',
      result: { power: 'off', changed: true, forced: false },
    });
  });

  it('is given up when it is stopped before that', async () => {
    rehearsal.signal = AbortSignal.abort();
    await expect(act('PowerOffNode', {})).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('asks nobody for a dry run, and warns of what the person would do', async () => {
    const target: OobTarget = { type: 'manual', address: 'node01' };
    const ended = await rehearsal.dryRun((context) =>
      manualDriver.actions.PowerOffNode({ id, node: 'node01', target, parameters: {} }, context),
    );
    expect(ended).toMatchObject({
      kind: 'would',
      would: [expect.stringContaining('Shut')],
      risks: [{ kind: 'reset' }],
    });
  });
});

describe('a node that nobody can ask', () => {
  it('is not known, which is answered at once and not asked of a person', async () => {
    expect(await act('InterrogateOob', {})).toMatchObject({
      kind: 'done',
      result: { power: 'unknown', health: 'unknown', serialNumber: null },
    });
  });
});
