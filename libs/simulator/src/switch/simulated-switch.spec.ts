import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createSession, ObjectType, Version2c, type Varbind } from 'net-snmp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSwitch, type SimulatedSwitch, type SwitchOptions } from './simulated-switch.js';

const ports = Array.from({ length: 10 }, (_, index) => `Ethernet${index + 1}`);
const qBridge = '1.3.6.1.2.1.17.7.1';
const egressOf = (vlan: number) => `${qBridge}.4.3.1.2.${vlan}`;
const untaggedOf = (vlan: number) => `${qBridge}.4.3.1.4.${vlan}`;
const rowStatusOf = (vlan: number) => `${qBridge}.4.3.1.5.${vlan}`;
const pvidOf = (bridgePort: number) => `${qBridge}.4.5.1.1.${bridgePort}`;
const adminStatusOf = (ifIndex: number) => `1.3.6.1.2.1.2.2.1.7.${ifIndex}`;

const integer = (oid: string, value: number) => ({ oid, type: ObjectType.Integer, value });
const gauge = (oid: string, value: number) => ({ oid, type: ObjectType.Gauge, value });
const bits = (oid: string, hex: string) => ({ oid, type: ObjectType.OctetString, value: Buffer.from(hex, 'hex') });

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function start(more: Partial<SwitchOptions> = {}): Promise<SimulatedSwitch> {
  const options = { host: '127.0.0.1', port: 0, name: 'rack01-tor', ports, readCommunity: 'ro', writeCommunity: 'rw' };
  const simulated = await startSwitch({ ...options, ...more });
  opened.push(simulated);
  return simulated;
}

/** A manager that waits half a second at most. */
function managerOf({ address: { host, port } }: SimulatedSwitch, community = 'rw') {
  const session = createSession(host, community, { port, version: Version2c, retries: 0, timeout: 500 });
  opened.push(session);
  const answered = (ask: (callback: (error: Error | null, varbinds?: Varbind[]) => void) => void) =>
    new Promise<Varbind[]>((resolve, reject) =>
      ask((error, varbinds = []) => (error ? reject(error) : resolve(varbinds))),
    );
  return {
    get: (...oids: string[]) => answered((callback) => session.get(oids, callback)),
    next: (...oids: string[]) => answered((callback) => session.getNext(oids, callback)),
    set: (...varbinds: Varbind[]) => answered((callback) => session.set(varbinds, callback)),
    walk: (oid: string, atOnce: number) =>
      new Promise<Varbind[]>((resolve, reject) => {
        const found: Varbind[] = [];
        session.subtree(
          oid,
          atOnce,
          (varbinds) => void found.push(...varbinds),
          (error) => (error ? reject(error) : resolve(found)),
        );
      }),
  };
}

const valuesOf = (varbinds: readonly Varbind[]) =>
  varbinds.map(({ value }) => (Buffer.isBuffer(value) ? `${value}` : value));

describe('a simulated switch', () => {
  let simulated: SimulatedSwitch;
  let manager: ReturnType<typeof managerOf>;

  beforeEach(async () => {
    simulated = await start();
    manager = managerOf(simulated);
  });

  it('says its name and the names of its ports', async () => {
    expect(valuesOf(await manager.get('1.3.6.1.2.1.1.5.0'))).toEqual(['rack01-tor']);
    expect(valuesOf(await manager.walk('1.3.6.1.2.1.31.1.1.1.1', 20))).toEqual(ports);
  });

  it('counts the time since its start on', async () => {
    const upTime = async () => Number((await manager.get('1.3.6.1.2.1.1.3.0'))[0]?.value);
    const first = await upTime();
    await new Promise((after) => setTimeout(after, 30));
    expect(await upTime()).toBeGreaterThan(first);
  });

  it('numbers a port differently in each of its tables', async () => {
    const [base] = await manager.walk('1.3.6.1.2.1.17.1.4.1.2', 20);
    expect(base).toMatchObject({ oid: '1.3.6.1.2.1.17.1.4.1.2.1', value: 1001 });
    const [lldp] = await manager.walk('1.0.8802.1.1.2.1.3.7.1.3', 20);
    expect([lldp?.oid, `${lldp?.value}`]).toEqual(['1.0.8802.1.1.2.1.3.7.1.3.101', 'Ethernet1']);
  });

  it.each([1, 2, 7, 50])('is walked in order and to its end, %i objects at a time', async (atOnce) => {
    const walked = await manager.walk('1', atOnce);
    expect(walked.length).toBeGreaterThan(ports.length * 15);
    const places = walked.map(({ oid }) =>
      oid
        .split('.')
        .map((number) => number.padStart(10, '0'))
        .join('.'),
    );
    expect(places).toEqual([...new Set(places)].sort());
  });

  it('says what it does not have, and where its objects end', async () => {
    const [object, instance] = await manager.get('1.3.6.1.4.1.9999.1.0', '1.3.6.1.2.1.2.2.1.7.4711');
    expect(object?.type).toBe(ObjectType.NoSuchObject);
    expect(instance?.type).toBe(ObjectType.NoSuchInstance);
    const [end] = await manager.next('2.1');
    expect(end?.type).toBe(ObjectType.EndOfMibView);
  });

  it('starts with every port up and untagged in VLAN 1', () => {
    expect(ports.map((port) => simulated.untaggedVlanOf(port))).toEqual(ports.map(() => 1));
    expect(simulated.taggedVlansOf('Ethernet1')).toEqual([]);
    expect(simulated.adminUpOf('Ethernet1')).toBe(true);
  });

  it('makes a VLAN, moves a port into it and sets its PVID in one SET', async () => {
    await manager.set(
      gauge(pvidOf(9), 100),
      bits(egressOf(100), '0080'),
      bits(untaggedOf(100), '0080'),
      integer(rowStatusOf(100), 4),
    );
    expect(simulated.untaggedVlanOf('Ethernet9')).toBe(100);
    expect(simulated.untaggedVlanOf('Ethernet1')).toBe(1);
    expect(simulated.taggedVlansOf('Ethernet9')).toEqual([]);
    expect(simulated.counters).toMatchObject({ sets: 1, ports: { Ethernet9: 1, Ethernet1: 0 } });
    const [current] = await manager.get(`${qBridge}.4.2.1.5.0.100`);
    expect(current?.value).toEqual(Buffer.from('0080', 'hex'));
  });

  it('has no untagged VLAN where the PVID is another than the membership', async () => {
    await manager.set(integer(rowStatusOf(100), 4), gauge(pvidOf(1), 100));
    expect(simulated.untaggedVlanOf('Ethernet1')).toBeNull();
  });

  it('carries a VLAN with a tag where the port is not among its untagged ports', async () => {
    await manager.set(integer(rowStatusOf(201), 4), bits(egressOf(201), 'c0'));
    expect(simulated.taggedVlansOf('Ethernet2')).toEqual([201]);
    expect(simulated.taggedVlansOf('Ethernet3')).toEqual([]);
  });

  it.each([
    ['a PVID of a VLAN that is not there', 'InconsistentValue', gauge(pvidOf(1), 999)],
    ['a PVID above 4094', 'WrongValue', gauge(pvidOf(1), 5000)],
    ['a PVID of another type', 'WrongType', integer(pvidOf(1), 1)],
    ['a PVID of a port that is not there', 'NoCreation', gauge(pvidOf(11), 1)],
    ['members of a VLAN that is not there', 'InconsistentName', bits(egressOf(999), '80')],
    ['a member that is no port', 'WrongValue', bits(egressOf(1), '0001')],
    ['a VLAN that is there already', 'InconsistentValue', integer(rowStatusOf(1), 4)],
    ['a VLAN above 4094', 'NoCreation', integer(rowStatusOf(5000), 4)],
    ['a row that waits', 'WrongValue', integer(rowStatusOf(100), 5)],
    ['the end of VLAN 1', 'InconsistentValue', integer(rowStatusOf(1), 6)],
    ['a third state of a port', 'WrongValue', integer(adminStatusOf(1001), 7)],
    ['what can only be read', 'NotWritable', integer('1.3.6.1.2.1.2.2.1.8.1001', 1)],
    ['what is unknown', 'NoCreation', integer('1.3.6.1.4.1.9999.1.0', 1)],
    [
      'a description of 65 octets',
      'WrongLength',
      { oid: '1.3.6.1.2.1.31.1.1.1.18.1001', type: ObjectType.OctetString, value: 'x'.repeat(65) },
    ],
  ])('refuses %s with %s, names it and keeps everything as it was', async (_, status, wrong) => {
    const before = simulated.snapshot();
    await expect(manager.set(integer(adminStatusOf(1002), 2), wrong)).rejects.toThrow(`${status}: ${wrong.oid}`);
    expect(simulated.snapshot()).toEqual(before);
    expect(simulated.counters.sets).toBe(0);
  });

  it('does not let a VLAN go while it is the PVID of a port', async () => {
    await manager.set(integer(rowStatusOf(100), 4), gauge(pvidOf(1), 100));
    await expect(manager.set(integer(rowStatusOf(100), 6))).rejects.toThrow('InconsistentValue');
    await manager.set(gauge(pvidOf(1), 1), integer(rowStatusOf(100), 6));
    expect(Object.keys(simulated.snapshot().vlans)).toEqual(['1']);
  });

  it('keeps forbidden ports out of a VLAN', async () => {
    await manager.set(integer(rowStatusOf(100), 4), bits(`${qBridge}.4.3.1.3.100`, '80'));
    await expect(manager.set(bits(egressOf(100), 'c0'))).rejects.toThrow('InconsistentValue');
  });

  it('takes a port down, which ends its link', async () => {
    await manager.set(integer(adminStatusOf(1001), 2));
    expect(simulated.adminUpOf('Ethernet1')).toBe(false);
    expect(valuesOf(await manager.get('1.3.6.1.2.1.2.2.1.8.1001'))).toEqual([2]);
  });

  it('shows what LLDP hears and which addresses it has learned', async () => {
    simulated.setNeighbour('Ethernet3', { mac: '52:54:00:01:02:00', systemName: 'node02' });
    simulated.setLearnedMacs('Ethernet3', ['52:54:00:01:02:00']);
    const heard = await manager.get('1.0.8802.1.1.2.1.4.1.1.5.0.103.1', '1.0.8802.1.1.2.1.4.1.1.9.0.103.1');
    expect(heard.map(({ value }) => Buffer.isBuffer(value) && value.toString('hex'))).toEqual([
      '525400010200',
      Buffer.from('node02').toString('hex'),
    ]);
    expect(await manager.get(`${qBridge}.2.2.1.2.1.82.84.0.1.2.0`)).toMatchObject([{ value: 3 }]);
    simulated.setNeighbour('Ethernet3', null);
    expect(await manager.walk('1.0.8802.1.1.2.1.4.1', 10)).toEqual([]);
  });

  it('loses the link without being told to go down', async () => {
    simulated.setOperUp('Ethernet2', false);
    expect(valuesOf(await manager.get('1.3.6.1.2.1.2.2.1.8.1002', adminStatusOf(1002)))).toEqual([2, 1]);
  });

  it('lets a read community read and refuses its SET', async () => {
    const reader = managerOf(simulated, 'ro');
    expect(valuesOf(await reader.get('1.3.6.1.2.1.1.5.0'))).toEqual(['rack01-tor']);
    await expect(reader.set(integer(adminStatusOf(1001), 2))).rejects.toThrow('NoAccess');
    expect(simulated.adminUpOf('Ethernet1')).toBe(true);
  });

  it('does not answer another community, nor anyone while it is silent', async () => {
    await expect(managerOf(simulated, 'guess').get('1.3.6.1.2.1.1.5.0')).rejects.toThrow('timed out');
    simulated.setSilent(true);
    await expect(manager.get('1.3.6.1.2.1.1.5.0')).rejects.toThrow('timed out');
    simulated.setSilent(false);
    await expect(manager.get('1.3.6.1.2.1.1.5.0')).resolves.toHaveLength(1);
  });

  it.each(['', '30', '3082', '30050201010401', '30ff', 'deadbeef', '3009020101040272'])(
    'lives on when it hears the octets %j',
    async (hex) => {
      const socket = createSocket('udp4');
      const { host, port } = simulated.address;
      await new Promise((sent) => socket.send(Buffer.from(hex, 'hex'), port, host, sent));
      socket.close();
      await once(socket, 'close');
      await expect(manager.get('1.3.6.1.2.1.1.5.0')).resolves.toHaveLength(1);
    },
  );

  it('tells its listeners of every change, until they leave', async () => {
    let changes = 0;
    const leave = simulated.onChange(() => (changes += 1));
    await manager.set(integer(adminStatusOf(1001), 2));
    await manager.set(integer(adminStatusOf(1001), 7)).catch(() => undefined);
    expect(changes).toBe(1);
    leave();
    await manager.set(integer(adminStatusOf(1001), 1));
    expect(changes).toBe(1);
  });

  it('comes back as it was from its snapshot', async () => {
    await manager.set(integer(rowStatusOf(100), 4), bits(egressOf(100), '80'), integer(adminStatusOf(1002), 2));
    const again = await start({ state: JSON.parse(JSON.stringify(simulated.snapshot())) });
    expect(again.taggedVlansOf('Ethernet1')).toEqual([100]);
    expect(again.adminUpOf('Ethernet2')).toBe(false);
    expect(again.snapshot()).toEqual(simulated.snapshot());
  });

  it('starts with other VLANs where it is told to', async () => {
    const initialVlans = { 30: { untagged: ['Ethernet1'], tagged: ['Ethernet2'] } };
    const other = await start({ initialVlans });
    expect(other.untaggedVlanOf('Ethernet1')).toBe(30);
    expect(other.taggedVlansOf('Ethernet2')).toEqual([30]);
    expect(other.untaggedVlanOf('Ethernet3')).toBeNull();
  });

  it('says which address it cannot listen on', async () => {
    const { port } = simulated.address;
    await expect(start({ port })).rejects.toThrow(`rack01-tor cannot listen on 127.0.0.1:${port}`);
  });
});
