import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OobStand } from '../testing/oob-stand.js';

let stand: OobStand;
beforeAll(async () => {
  stand = await OobStand.open();
});
beforeEach(() => stand.sql.query('truncate target cascade'));
afterAll(() => stand.close());

interface Inventory {
  readonly uuid: string | null;
  readonly serialNumber: string | null;
  readonly manufacturer?: string | null;
  readonly systemId?: string | null;
}

async function known(node: string, key: string, inventory: Inventory | null): Promise<void> {
  await stand.sql.query('insert into target (key) values ($1) on conflict do nothing', [key]);
  await stand.sql.query(`insert into bmc (key, node, driver, target, inventory) values ($1, $2, 'redfish', $3, $4)`, [
    key,
    node,
    JSON.stringify({ address: key }),
    inventory && JSON.stringify(inventory),
  ]);
}

const sameOf = async (): Promise<Record<string, string[]>> => {
  const { text } = await stand.call('GET', '/api/v1/nodes');
  const { items }: { items: { name: string; sameHardwareAs: string[] }[] } = JSON.parse(text);
  return Object.fromEntries(items.map(({ name, sameHardwareAs }) => [name, sameHardwareAs]));
};

const uuid = '4c4c4544-0042-4310-8031-c2c04f4d5332';
const serialNumber = 'CN0001';

describe('nodes that are the same hardware', () => {
  it('are named at each of them, whatever their BMC is called', async () => {
    await known('a', 'bmc-1', { uuid, serialNumber });
    await known('b', '10.0.0.11', { uuid: uuid.toUpperCase(), serialNumber });
    await known('c', 'bmc-3', { uuid: '4c4c4544-0042-4310-8031-c2c04f4d5333', serialNumber: 'CN0003' });
    await known('d', 'bmc-4', null);
    expect(await sameOf()).toEqual({ a: ['b'], b: ['a'], c: [], d: [] });
    const { text } = await stand.call('GET', '/api/v1/nodes/b');
    expect(JSON.parse(text)).toMatchObject({ name: 'b', sameHardwareAs: ['a'] });
  });

  it('are told by maker, serial number and system where there is no UUID: several nodes may share a chassis', async () => {
    const cray = { uuid: null, serialNumber: 'HA1', manufacturer: 'HPE' };
    await known('a', 'bmc-1', { ...cray, systemId: 'Node0' });
    await known('b', 'bmc-1', { ...cray, systemId: 'Node1' });
    await known('c', 'bmc-one', { ...cray, systemId: 'Node1' });
    await known('d', 'bmc-2', { ...cray, manufacturer: 'Other', systemId: 'Node0' });
    await known('e', 'bmc-5', { uuid: null, serialNumber: null });
    await known('f', 'bmc-6', { uuid: null, serialNumber: null });
    expect(await sameOf()).toEqual({ a: [], b: ['c'], c: ['b'], d: [], e: [], f: [] });
  });
});
