import { gzipSync } from 'node:zlib';
import type { BootedHardware } from '../node/boot-environment.js';
import { lshwOf } from './lshw.js';

/** What the simulated agent can set by itself. */
export const abilities = ['firmware', 'bios', 'raid', 'driver'];

/** What the agent says it found, as `POST /agent/v1/inventory` takes it. */
export const inventoryOf = (hardware: BootedHardware): string =>
  JSON.stringify({
    cpu: { count: hardware.cpuCount, model: 'Simulated CPU' },
    memory: { totalMiB: hardware.memoryMiB },
    interfaces: hardware.macs.map(({ name, mac }) => ({ name, mac, lldp: null })),
    disks: hardware.disks.map(({ name, serial, wwn, sizeBytes, rotational }) => ({
      name,
      serial,
      wwn,
      hctl: null,
      byPath: null,
      sizeBytes,
      rotational,
    })),
    system: {
      manufacturer: 'Drydock',
      model: 'Simulated node',
      serialNumber: hardware.serialNumber,
      uuid: hardware.systemUuid,
      biosVersion: null,
    },
    abilities,
    details: [{ generator: 'lshw', format: 'application/xml', data: gzipSync(lshwOf(hardware)).toString('base64') }],
  });
