import { catalogue, parse, type NetworkTarget } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { describe, expect, it } from 'vitest';
import { networkDrivers } from '../index.js';
import { fakeDriver } from './fake.driver.js';

const target: NetworkTarget = { type: 'fake', address: 'fake-01' };
const port = 'Ethernet1';
const command = <P>(parameters: P, options?: Record<string, unknown>) => ({
  id: 'c0ffee00-0000-4000-8000-000000000001',
  node: 'node01',
  target: { ...target, options },
  parameters,
});
const { actions } = fakeDriver;

describe('the fake switch', () => {
  it('answers every action with a result that its contract takes', async () => {
    const rehearsal = new Rehearsal();
    const ended = {
      InterrogatePort: await rehearsal.run((context) => actions.InterrogatePort(command({ port }), context)),
      ConfigurePortProvisioning: await rehearsal.run((context) =>
        actions.ConfigurePortProvisioning(command({ port, vlan: 100, lagMode: 'none' as const }), context),
      ),
      ConfigurePortProduction: await rehearsal.run((context) =>
        actions.ConfigurePortProduction(command({ port, untaggedVlan: 200, taggedVlans: [201] }), context),
      ),
    };
    for (const action of ['InterrogatePort', 'ConfigurePortProvisioning', 'ConfigurePortProduction'] as const) {
      const { kind, ...answer } = ended[action];
      expect(kind).toBe('done');
      const result = 'result' in answer ? answer.result : null;
      expect(parse<object>(catalogue.network[action].result, result, 'refuse')).toMatchObject({ ok: true });
    }
    expect(ended.ConfigurePortProduction).toMatchObject({
      result: { after: { port, mode: 'trunk', untaggedVlan: 200, taggedVlans: [201] } },
    });
  });

  it('acts as its options say', async () => {
    const failing = command({ port }, { failKind: 'busy', failTimes: 1 });
    const rehearsal = new Rehearsal();
    const act = (context: Parameters<typeof actions.InterrogatePort>[1]) => actions.InterrogatePort(failing, context);
    await expect(rehearsal.run(act)).rejects.toMatchObject({ kind: 'busy' });
    await expect(rehearsal.resume(act)).resolves.toMatchObject({ kind: 'done' });
  });

  it('is reached and probed like any other, beside the real one', async () => {
    const { signal } = new AbortController();
    await expect(fakeDriver.reach(target, signal)).resolves.toBeUndefined();
    await expect(fakeDriver.probe(target, signal)).resolves.toMatchObject({ facts: { switch: 'fake-01' } });
    expect([...networkDrivers.keys()]).toEqual(['snmp', 'fake']);
  });
});
