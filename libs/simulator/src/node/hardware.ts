import type { DiskDescription } from './local-disk.js';

export interface SimulatedNic {
  readonly name: string;
  /** Lower case with colons. */
  readonly mac: string;
  readonly speedMbps: number;
}

/** What a node is made of. */
export interface NodeHardware {
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly systemUuid: string;
  readonly biosVersion: string;
  readonly bmcVersion: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly coresPerCpu: number;
  readonly memoryMiB: number;
  readonly nics: readonly SimulatedNic[];
  readonly disks: readonly DiskDescription[];
}

/** An ordinary server: give what makes it this one. */
export const ordinaryHardware = (
  own: Pick<NodeHardware, 'name' | 'serialNumber' | 'systemUuid' | 'nics'> & Partial<NodeHardware>,
): NodeHardware => ({
  manufacturer: 'Drydock',
  model: 'Simulated 1U',
  biosVersion: '2.4.1',
  bmcVersion: '1.12.0',
  cpuModel: 'Simulated Processor 8-Core',
  cpuCount: 2,
  coresPerCpu: 8,
  memoryMiB: 65_536,
  disks: [
    {
      name: 'sda',
      serial: `${own.serialNumber}-DISK0`,
      wwn: `0x5000c5${own.systemUuid.slice(-10)}`,
      sizeBytes: 480_103_981_056,
      rotational: false,
    },
  ],
  ...own,
});
