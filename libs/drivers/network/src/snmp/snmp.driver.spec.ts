import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { snmpDriver } from './snmp.driver.js';

const mac = '52:54:00:01:05:00';
const other = '52:54:00:01:04:00';
const port = 'Ethernet9';

describe('the snmp driver', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(() => bench.simulated.close());

  const wiring = async (expected?: string[]) => {
    const ended = await bench.run('InterrogatePort', { port, expected });
    return ended.kind === 'done' ? ended.result.wiring : ended.kind;
  };

  it('tells everything that the switch says of a port, and null for what it does not say', async () => {
    bench.simulated.setNeighbour(port, { mac, systemName: 'node05' });
    bench.simulated.setLearnedMacs(port, [mac]);
    const ended = await bench.run('InterrogatePort', { port, expected: [mac.toUpperCase()] });
    expect(ended).toEqual({
      kind: 'done',
      result: {
        switch: 'rack01-tor',
        port,
        adminUp: true,
        operUp: true,
        speedMbps: 25_000,
        mtu: 9216,
        mode: 'access',
        untaggedVlan: 1,
        taggedVlans: [],
        pvid: 1,
        stpEdge: null,
        lag: null,
        lldpNeighbour: { chassisId: mac, portId: mac, portDescription: 'NIC', systemName: 'node05' },
        macs: [mac],
        wiring: 'ok',
      },
    });
    expect(bench.simulated.counters.sets).toBe(0);
  });

  it('sees that a port has no carrier', async () => {
    bench.simulated.setOperUp(port, false);
    const ended = await bench.run('InterrogatePort', { port });
    expect(ended).toMatchObject({ result: { adminUp: true, operUp: false } });
  });

  it('finds the cabling right by LLDP alone, or by a learned address alone', async () => {
    bench.simulated.setNeighbour(port, { mac });
    await expect(wiring([mac])).resolves.toBe('ok');
    bench.simulated.setNeighbour(port, null);
    bench.simulated.setLearnedMacs(port, [mac, other]);
    await expect(wiring([other])).resolves.toBe('ok');
  });

  it('finds the cabling wrong where only other nodes are heard', async () => {
    bench.simulated.setNeighbour(port, { mac: other });
    bench.simulated.setLearnedMacs(port, [other]);
    await expect(wiring([mac])).resolves.toBe('miswired');
  });

  it('does not judge the cabling without evidence, or without expectation', async () => {
    bench.simulated.setLearnedMacs('Ethernet1', [mac]);
    bench.simulated.setNeighbour('Ethernet1', { mac });
    await expect(wiring([mac])).resolves.toBe('unknown');
    bench.simulated.setLearnedMacs(port, [other]);
    await expect(wiring()).resolves.toBe('unknown');
  });

  it('finds a port by its description when no port has that name', async () => {
    await bench.run('ConfigurePortProvisioning', { port, vlan: 100, lagMode: 'none', description: 'uplink of node05' });
    const ended = await bench.run('InterrogatePort', { port: 'uplink of node05' });
    expect(ended).toMatchObject({ result: { port, untaggedVlan: 100 } });
    await bench.run('ConfigurePortProvisioning', {
      port: 'Ethernet1',
      vlan: 100,
      lagMode: 'none',
      description: 'uplink of node05',
    });
    await expect(bench.run('InterrogatePort', { port: 'uplink of node05' })).rejects.toMatchObject({
      kind: 'rejected',
      evidence: ['Ethernet1', port],
    });
  });

  it('names the ports there are when there is none of that name', async () => {
    await expect(bench.run('InterrogatePort', { port: 'Ethernet99' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: [expect.stringMatching(/^ports: Ethernet1, .*Ethernet10$/)],
    });
  });

  it('says of a silent switch where and how long it was asked, within its limits', async () => {
    bench.simulated.setSilent(true);
    await expect(bench.run('InterrogatePort', { port })).rejects.toMatchObject({
      kind: 'unreachable',
      evidence: [expect.stringMatching(/127\.0\.0\.1, UDP port \d+: 2 times, 150 ms each/)],
    });
  });

  it('cannot tell a wrong community from a switch that is off, and says so', async () => {
    const credential = { community: 'guess' };
    await expect(bench.run('InterrogatePort', { port }, { credential })).rejects.toMatchObject({
      kind: 'unreachable',
      advice: expect.stringContaining('community'),
    });
  });

  it('is unauthorized with a community that may only read, and leaves the port alone', async () => {
    const before = bench.simulated.snapshot();
    const asked = bench.run(
      'ConfigurePortProvisioning',
      { port, vlan: 100, lagMode: 'none' },
      { credential: { community: 'ro' } },
    );
    await expect(asked).rejects.toMatchObject({ kind: 'unauthorized', message: expect.stringContaining('noAccess') });
    expect(bench.simulated.snapshot()).toEqual(before);
  });

  it('keeps the community out of what it says', async () => {
    bench.simulated.setSilent(true);
    const credential = { community: 'very-secret' };
    const error: unknown = await bench.run('InterrogatePort', { port }, { credential }).catch((thrown) => thrown);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('very-secret');
  });

  it('stops waiting when the action is stopped', async () => {
    bench.simulated.setSilent(true);
    bench.rehearsal.signal = AbortSignal.timeout(50);
    const started = performance.now();
    const options = { timeoutMs: 20_000 };
    await expect(bench.run('InterrogatePort', { port }, { options })).rejects.toThrow('stopped at GET sysName.0');
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('is reached when its switch answers, and says why when it does not', async () => {
    const { signal } = new AbortController();
    await expect(snmpDriver.reach(bench.target, signal)).resolves.toBeUndefined();
    bench.simulated.setSilent(true);
    await expect(snmpDriver.reach(bench.target, signal)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it.each([
    ['unauthorized', { credential: undefined }],
    ['unauthorized', { credential: { username: 'admin', password: 'secret' } }],
    ['rejected', { options: { timeoutMs: 0 } }],
    ['rejected', { options: { retries: 11 } }],
    ['unreachable', { address: 'no-such-switch.invalid' }],
  ])('answers %s to the target %j', async (kind, more) => {
    const { signal } = new AbortController();
    await expect(snmpDriver.reach({ ...bench.target, ...more }, signal)).rejects.toMatchObject({ kind });
  });

  it('describes a switch that nobody has designed yet, without its community', async () => {
    const answer = await snmpDriver.probe(bench.target, new AbortController().signal);
    expect(answer.facts).toMatchObject({ sysName: 'rack01-tor', sysDescr: 'Drydock simulated switch' });
    expect(answer.facts.ports).toHaveLength(10);
    const { address, port: udpPort } = bench.target;
    expect(answer.documents).toMatchObject([
      { schema: 'drydock/Rack/v1', data: { tor_switches: { 'rack01-tor': { type: 'snmp', address, port: udpPort } } } },
    ]);
    expect(JSON.stringify(answer)).not.toContain('community');
  });
});
