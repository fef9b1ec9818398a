import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startSwitch, type SimulatedSwitch } from '@drydock/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const qBridge = '1.3.6.1.2.1.17.7.1.4';

/** The manager that operators use: Debian's package `snmp`. A tool that is missing fails the story. */
describe('a simulated switch and the tools of net-snmp', () => {
  let simulated: SimulatedSwitch;

  beforeAll(async () => {
    simulated = await startSwitch({
      host: '127.0.0.1',
      port: 0,
      name: 'rack01-tor',
      ports: Array.from({ length: 10 }, (_, index) => `Ethernet${index + 1}`),
      readCommunity: 'ro',
      writeCommunity: 'rw',
    });
  });
  afterAll(() => simulated.close());

  const tool = (name: string, community: string, ...rest: readonly string[]) => {
    const { host, port } = simulated.address;
    const at = ['-v2c', `-c${community}`, '-On', '-t1', '-r0', `${host}:${port}`];
    return run(name, [...at, ...rest], { timeout: 20_000 });
  };
  /** What a tool that must fail says. */
  const complaint = (...call: Parameters<typeof tool>) =>
    tool(...call).then(
      ({ stdout }) => `did not fail: ${stdout}`,
      ({ stderr, message }) => stderr || message,
    );

  it('is walked from end to end by snmpwalk, which checks the order, and by snmpbulkwalk with the same answer', async () => {
    const walked = (await tool('snmpwalk', 'ro', '.1')).stdout;
    const bulk = (await tool('snmpbulkwalk', 'ro', '-Cr30', '.1')).stdout;
    expect(walked).toContain('.1.3.6.1.2.1.1.5.0 = STRING: "rack01-tor"');
    expect(walked).toContain('.1.3.6.1.2.1.17.1.4.1.2.9 = INTEGER: 1009');
    expect(walked).toContain('.1.0.8802.1.1.2.1.3.7.1.3.109 = STRING: "Ethernet9"');
    const withoutUpTime = (text: string) => text.split('\n').filter((line) => !line.startsWith('.1.3.6.1.2.1.1.3.0'));
    expect(withoutUpTime(bulk)).toEqual(withoutUpTime(walked));
  });

  it('is given a VLAN with a port by one snmpset', async () => {
    await tool(
      'snmpset',
      'rw',
      ...[`${qBridge}.3.1.5.100`, 'i', '4', `${qBridge}.3.1.1.100`, 's', 'provisioning'],
      ...[`${qBridge}.3.1.2.100`, 'x', '0080', `${qBridge}.3.1.4.100`, 'x', '0080', `${qBridge}.5.1.1.9`, 'u', '100'],
    );
    expect(simulated.untaggedVlanOf('Ethernet9')).toBe(100);
    const { stdout } = await tool('snmpget', 'ro', `${qBridge}.2.1.5.0.100`, `${qBridge}.3.1.1.100`);
    expect(stdout).toMatch(/= Hex-STRING: 00 80 *\n.*= STRING: "provisioning"/);
  });

  it('refuses as SNMPv2 says, and names what it refuses', async () => {
    const unknownVlan = await complaint('snmpset', 'rw', `${qBridge}.5.1.1.1`, 'u', '999');
    expect(unknownVlan).toMatch(/inconsistentValue[^]*Failed object: \.1\.3\.6\.1\.2\.1\.17\.7\.1\.4\.5\.1\.1\.1/);
    expect(await complaint('snmpset', 'rw', '1.3.6.1.2.1.2.2.1.8.1001', 'i', '1')).toContain('notWritable');
    expect(await complaint('snmpset', 'rw', '1.3.6.1.2.1.2.2.1.7.1001', 's', 'up')).toContain('wrongType');
    expect(await complaint('snmpset', 'ro', '1.3.6.1.2.1.2.2.1.7.1001', 'i', '2')).toContain('noAccess');
    expect(simulated.adminUpOf('Ethernet1')).toBe(true);
  });

  it('does not answer another community', async () => {
    expect(await complaint('snmpget', 'guess', '1.3.6.1.2.1.1.5.0')).toContain('Timeout: No Response');
  });

  it('is told to take a port down, and does', async () => {
    await tool('snmpset', 'rw', '1.3.6.1.2.1.2.2.1.7.1002', 'i', '2');
    expect(simulated.adminUpOf('Ethernet2')).toBe(false);
    expect((await tool('snmpget', 'ro', '1.3.6.1.2.1.2.2.1.8.1002')).stdout).toContain('INTEGER: 2');
  });
});
