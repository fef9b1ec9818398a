import { ordinaryHardware } from '../node/hardware.js';
import { SimulatedNode, type SimulatedNodeOptions } from '../node/simulated-node.js';
import { simulatedTime } from '../simulated-time.js';

export const bootMac = '52:54:00:01:01:00';
export const secondMac = '52:54:00:01:01:01';

export const testHardware = ordinaryHardware({
  name: 'rack01-node01',
  serialNumber: 'DRYDOCK-R1N1',
  systemUuid: '6472796d-0000-4000-8000-000000010100',
  nics: [
    { name: 'nic0', mac: bootMac, speedMbps: 10_000 },
    { name: 'nic1', mac: secondMac, speedMbps: 10_000 },
  ],
});

/** A node that lives fifty times as fast as a real one. */
export const testNode = (options: Partial<SimulatedNodeOptions> = {}): SimulatedNode =>
  new SimulatedNode({ hardware: testHardware, time: simulatedTime(0.02), ...options });
