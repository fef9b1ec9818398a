import { systemPath } from '@drydock/redfish/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redfishDriver } from './redfish.driver.js';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('InterrogateOob', () => {
  const interrogate = () => bench.interrogate();

  it('says what the BMC says, in one form', async () => {
    bench.bmc.setPower('On');
    expect(await interrogate()).toEqual({
      power: 'on',
      health: 'ok',
      manufacturer: 'Dell Inc.',
      model: 'PowerEdge R750',
      serialNumber: 'CN0001',
      sku: 'ABC1234',
      uuid: '4c4c4544-0042-4310-8031-c2c04f4d5332',
      biosVersion: '1.8.2',
      bmcFirmware: '6.10.30',
      systemId: 'Host.1',
      processors: { count: 2, model: 'Xeon Gold 6330' },
      memoryGiB: 512,
      interfaces: [
        { mac: '70:b5:e8:f0:52:dc', name: 'NIC.1', linkUp: true, speedMbps: 1000 },
        { mac: '70:b5:e8:f0:52:dd', name: 'NIC.2', linkUp: null, speedMbps: null },
      ],
      drives: [
        {
          name: 'Disk 0',
          model: 'EXOS 7E10',
          serialNumber: 'ZA1',
          wwn: '5000c500a1b2c3d4',
          sizeBytes: 480_000_000_000,
          mediaType: 'ssd',
        },
      ],
      firmware: [{ name: 'System BIOS', version: '1.8.2' }],
      boot: {
        mode: 'uefi',
        secureBoot: null,
        progress: null,
        override: { device: 'none', once: false },
        devices: ['pxe', 'disk', 'cdrom', 'bios-setup'],
        pxeNicSelection: 'boot-option',
      },
      resetTypes: ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'GracefulRestart'],
    });
  });

  it('takes what makers fill in for nothing', async () => {
    bench.bmc.change(systemPath, {
      Manufacturer: 'To be filled by O.E.M.',
      SerialNumber: 'Default string',
      Model: ' ',
      UUID: '00000000-0000-0000-0000-000000000000',
      PowerState: null,
      Status: { HealthRollup: undefined, HealthRollUp: 'Critical' },
      MemorySummary: { TotalSystemMemoryGiB: 0 },
      Links: { ManagedBy: [], Chassis: [] },
    });
    expect(await interrogate()).toMatchObject({
      power: 'unknown',
      health: 'critical',
      manufacturer: null,
      model: null,
      serialNumber: null,
      uuid: null,
      bmcFirmware: null,
      memoryGiB: null,
    });
  });

  it('succeeds at a BMC that shows hardly anything', async () => {
    bench.bmc.resources.set(systemPath, { Id: 'Host.1' });
    expect(await interrogate()).toMatchObject({
      power: 'unknown',
      health: 'unknown',
      processors: { count: null, model: null },
      interfaces: [],
      boot: { devices: [], pxeNicSelection: 'unsupported' },
      resetTypes: [],
    });
  });
});

describe('reach and probe', () => {
  const { signal } = new AbortController();

  it('reaches a BMC that takes the account', async () => {
    await expect(redfishDriver.reach(bench.target, signal)).resolves.toBeUndefined();
    await bench.bmc.stop();
    await expect(redfishDriver.reach(bench.target, signal)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('describes what it finds as a BaremetalNode, without the password', async () => {
    const answer = await redfishDriver.probe(bench.target, signal);
    expect(answer.bootMacCandidates).toEqual(['70:b5:e8:f0:52:dc', '70:b5:e8:f0:52:dd']);
    expect(answer.documents).toMatchObject([
      {
        schema: 'drydock/BaremetalNode/v1',
        metadata: { name: 'node-cn0001' },
        data: {
          oob: { type: 'redfish', scheme: 'http', account: 'root', system_id: 'Host.1', serial_number: 'CN0001' },
          metadata: { boot_mac: '70:b5:e8:f0:52:dc' },
        },
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain('calvin-lab');
  });
});
