import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import type { RedfishClient } from './redfish.client.js';
import { hostSystem, systemIdOf } from './systems.js';
import { ScriptedBmc } from './testing/index.js';
import type { RedfishTarget } from './transport.js';
import type { JsonObject } from './wire.js';

let bmc: ScriptedBmc;
let connections: RedfishConnections;
const { signal } = new AbortController();
const client = (more: Partial<RedfishTarget> = {}): RedfishClient =>
  connections.client({ ...bmc.target, ...more }, signal);

beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  connections = new RedfishConnections();
});
afterEach(async () => {
  await connections.close();
  await bmc.stop();
});

describe('the host behind a BMC', () => {
  const host = { Id: 'Node0', Actions: { '#ComputerSystem.Reset': { target: '/reset' } } };
  const show = (...systems: (JsonObject & { readonly Id: string })[]) => {
    bmc.resources.set('/redfish/v1/Systems', {
      Members: systems.map(({ Id }) => ({ '@odata.id': `/redfish/v1/Systems/${Id}` })),
    });
    for (const system of systems) bmc.resources.set(`/redfish/v1/Systems/${system.Id}`, system);
  };

  it('is the system that can be reset, not the one that comes first', async () => {
    show({ Id: 'HGX_Baseboard_0' }, host);
    expect(systemIdOf(await hostSystem(client()))).toBe('Node0');
  });

  it('is refused when two systems could be meant, and both are named', async () => {
    show(host, { ...host, Id: 'Node1' });
    await expect(hostSystem(client())).rejects.toMatchObject({ why: 'ambiguous', systemIds: ['Node0', 'Node1'] });
    expect(systemIdOf(await hostSystem(client(), { systemId: 'node1' }))).toBe('Node1');
    await expect(hostSystem(client(), { systemId: 'Node7' })).rejects.toThrow('it has Node0, Node1');
  });

  it('is found at its usual place where the root has lost its links, and missed where there is none', async () => {
    bmc.change('/redfish/v1/', { Systems: undefined });
    show(host);
    expect(systemIdOf(await hostSystem(client()))).toBe('Node0');
    bmc.resources.delete('/redfish/v1/Systems');
    await expect(hostSystem(client())).rejects.toMatchObject({ why: 'none' });
  });

  it('is not guessed while one of the systems cannot be read', async () => {
    show({ Id: 'HGX_Baseboard_0' }, host);
    bmc.script = ({ path }) => (path.endsWith('Node0') ? { status: 500 } : undefined);
    await expect(hostSystem(client())).rejects.toMatchObject({ status: 500 });
  });

  it.each([
    { by: 'its type', other: { SystemType: 'DPU' }, own: {}, wanted: {} },
    { by: 'what it can boot', other: {}, own: { Boot: {} }, wanted: {} },
    { by: 'its UUID', other: {}, own: { UUID: 'ABCD-1' }, wanted: { uuid: 'abcd-1' } },
    {
      by: 'its serial number',
      other: { SerialNumber: 'S1' },
      own: { SerialNumber: 'S2' },
      wanted: { serialNumber: 'S2' },
    },
  ])('is told by $by from another that can be reset', async ({ other, own, wanted }) => {
    show({ ...host, Id: 'Card', ...other }, { ...host, ...own });
    expect(systemIdOf(await hostSystem(client(), wanted))).toBe('Node0');
  });

  it('is not told by a serial number that both have', async () => {
    show({ ...host, SerialNumber: 'S1' }, { ...host, Id: 'Node1', SerialNumber: 'S1' });
    await expect(hostSystem(client(), { serialNumber: 'S1' })).rejects.toMatchObject({ why: 'ambiguous' });
  });

  it('is named by the last part of its path as well', async () => {
    show(host, { ...host, Id: 'Node1' });
    bmc.change('/redfish/v1/Systems/Node1', { Id: 'The second' });
    expect(systemIdOf(await hostSystem(client(), { systemId: 'Node1' }))).toBe('The second');
    expect(systemIdOf(await hostSystem(client(), { systemId: '/redfish/v1/Systems/Node1/' }))).toBe('The second');
  });

  it('is the only one there is, even where it cannot be reset', async () => {
    show({ Id: 'Self' });
    expect(systemIdOf(await hostSystem(client()))).toBe('Self');
  });
});
