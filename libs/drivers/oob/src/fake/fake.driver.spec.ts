import { catalogue, parse, type OobTarget } from '@drydock/contracts';
import { describeDriver } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import { describe, expect, it } from 'vitest';
import { oobDrivers } from '../index.js';
import { fakeDriver } from './fake.driver.js';

const target: OobTarget = { type: 'fake', address: 'fake-01' };
const command = <P>(parameters: P, options?: Record<string, unknown>) => ({
  id: 'c0ffee00-0000-4000-8000-000000000001',
  node: 'node01',
  target: { ...target, options },
  parameters,
});
const { actions } = fakeDriver;

describe('the fake BMC', () => {
  it('answers every action with a result that its contract takes', async () => {
    const rehearsal = new Rehearsal();
    const ended = {
      ConfigNodePxe: await rehearsal.run((context) =>
        actions.ConfigNodePxe(command({ bootMac: '52:54:00:01:01:00' }), context),
      ),
      SetNodeBoot: await rehearsal.run((context) => actions.SetNodeBoot(command({ device: 'pxe' as const }), context)),
      PowerOffNode: await rehearsal.run((context) => actions.PowerOffNode(command({}), context)),
      PowerOnNode: await rehearsal.run((context) => actions.PowerOnNode(command({}), context)),
      PowerCycleNode: await rehearsal.run((context) => actions.PowerCycleNode(command({}), context)),
      InterrogateOob: await rehearsal.run((context) => actions.InterrogateOob(command({}), context)),
    };
    for (const action of ['ConfigNodePxe', 'SetNodeBoot', 'PowerOffNode', 'PowerOnNode', 'PowerCycleNode'] as const) {
      const { kind, ...answer } = ended[action];
      expect(kind).toBe('done');
      expect(
        parse<object>(catalogue.oob[action].result, 'result' in answer ? answer.result : null, 'refuse'),
      ).toMatchObject({
        ok: true,
      });
    }
    expect(ended.InterrogateOob).toMatchObject({ kind: 'done', result: { power: 'on', model: 'fake' } });
  });

  it('acts as its options say', async () => {
    const failing = command({}, { failKind: 'busy', failTimes: 1 });
    const rehearsal = new Rehearsal();
    await expect(rehearsal.run((context) => actions.PowerOnNode(failing, context))).rejects.toMatchObject({
      kind: 'busy',
    });
    await expect(rehearsal.resume((context) => actions.PowerOnNode(failing, context))).resolves.toMatchObject({
      kind: 'done',
    });
  });

  it('is reached and probed like any other', async () => {
    const { signal } = new AbortController();
    await expect(fakeDriver.reach(target, signal)).resolves.toBeUndefined();
    await expect(fakeDriver.probe(target, signal)).resolves.toMatchObject({ facts: { model: 'fake' } });
    await expect(fakeDriver.reach({ ...target, options: { failKind: 'unreachable' } }, signal)).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });
});

describe('the drivers of the oob service', () => {
  it('are registered by the name that targets give', () => {
    expect([...oobDrivers.keys()]).toEqual(['redfish', 'ipmi', 'libvirt', 'manual', 'fake']);
  });

  it('mark their secrets', () => {
    const redfish = oobDrivers.get('redfish');
    expect(redfish && describeDriver(redfish).settings).toMatchObject({
      properties: { credential: { writeOnly: true } },
    });
  });
});
