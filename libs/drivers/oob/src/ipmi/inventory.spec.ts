import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ipmiDriver } from './ipmi.driver.js';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open();
});
afterEach(() => bench.close());

const health = async () => {
  const ended = await bench.run('InterrogateOob', {});
  return ended.kind === 'done' ? ended.result.health : ended.kind;
};

describe('what a BMC says over IPMI', () => {
  it('is reported, and what it does not know is null', async () => {
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' });
    expect(await bench.run('InterrogateOob', {})).toMatchObject({
      kind: 'done',
      result: {
        power: 'off',
        health: 'ok',
        manufacturer: 'Simco',
        model: 'SimServer 1U',
        serialNumber: 'SIM00001',
        sku: null,
        uuid: '64727964-6f63-6b00-8000-000000010100',
        bmcFirmware: '9.08',
        biosVersion: null,
        memoryGiB: null,
        processors: { count: null, model: null },
        interfaces: [],
        drives: [],
        boot: { mode: 'uefi', override: { device: 'pxe', once: true }, pxeNicSelection: 'unsupported' },
      },
    });
  });

  it('is not taken for a fact when it only fills a field', async () => {
    bench.change({
      fru: ' Product Manufacturer : To be filled by O.E.M.\n Board Mfg : Simco\n Product Serial : 0000000\n Board Serial : B1',
      guid: '00000000-0000-0000-0000-000000000000',
    });
    expect(await bench.run('InterrogateOob', {})).toMatchObject({
      result: { manufacturer: 'Simco', model: null, serialNumber: 'B1', uuid: null },
    });
  });

  it.each([
    ['fru', 'Invalid command'],
    ['sdr', 'Invalid command'],
    ['mc guid', 'Invalid command'],
    ['fru', 'Cannot execute command, command disabled'],
    ['fru', 'Command not supported in present state'],
  ])('is reported without what the BMC refuses to tell (%s: %s)', async (refuses, why) => {
    bench.change({ refuses, refusal: `Get Device ID failed: ${why}` });
    expect(await bench.run('InterrogateOob', {})).toMatchObject({ kind: 'done', result: { power: 'off' } });
  });

  it('is reported without a FRU that the BMC does not have, of which ipmitool tells on its other output', async () => {
    bench.change({ fru: null });
    expect(await bench.run('InterrogateOob', {})).toMatchObject({ kind: 'done', result: { serialNumber: null } });
  });

  it.each([
    ['CPU Temp | 01h | cr  |  7.1 | 95 degrees C\nFAN1 | 02h | ok | 7.1 | 120 RPM', 'critical'],
    ['CPU Temp | 01h | nc  |  7.1 | 85 degrees C', 'warning'],
    ['CPU Temp | 01h | ns  |  7.1 | No Reading', 'ok'],
  ])('of its sensors (%s) makes its health %s', async (sensors, expected) => {
    bench.change({ sensors });
    expect(await health()).toBe(expected);
  });

  it('of a fault in its chassis makes its health critical', async () => {
    bench.change({ faults: ['Drive Fault'] });
    expect(await health()).toBe('critical');
  });

  it('fills a document of the design, without the password', async () => {
    const { documents, remarks } = await ipmiDriver.probe(bench.target, bench.rehearsal.signal);
    expect(documents).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({ name: 'node-sim00001' }),
        data: {
          addressing: [{ network: 'oob', address: '127.0.0.1' }],
          oob: {
            type: 'ipmi',
            network: 'oob',
            port: bench.target.port,
            account: 'root',
            serial_number: 'SIM00001',
            uuid: '64727964-6f63-6b00-8000-000000010100',
            options: bench.target.options,
          },
        },
      }),
    ]);
    expect(remarks).toContainEqual(expect.stringContaining('set metadata.boot_mac'));
    expect(JSON.stringify(documents)).not.toContain('calvin');
  });
});

describe('a probe of a BMC that says little, over IPMI', () => {
  it('asks for the address where it knows a name alone, and leaves options out that are none', async () => {
    bench.change({ fru: '', guid: '', lan: '' });
    const target = {
      ...bench.target,
      address: 'localhost',
      options: { ...bench.target.options, password: 'typed-here' },
    };
    const { documents, facts, remarks } = await ipmiDriver.probe(target, bench.rehearsal.signal);
    expect(documents).toMatchObject([
      { metadata: { name: 'node-localhost' }, data: { addressing: [{ network: 'oob', address: 'dhcp' }] } },
    ]);
    expect(facts['bmc']).toEqual({ mac: null, address: null });
    expect(remarks).toContainEqual('Give the IPv4 address of localhost in data.addressing.');
    expect(JSON.stringify(documents)).not.toContain('typed-here');
  });
});

describe('the boot interface, over IPMI', () => {
  it('cannot be chosen, which is no failure, and says what to do instead', async () => {
    expect(await bench.run('ConfigNodePxe', { bootMac: '52:54:00:01:01:01' })).toEqual({
      kind: 'noop',
      reason: expect.stringContaining('BIOS'),
    });
    expect(bench.calls()).toEqual([]);
  });
});
