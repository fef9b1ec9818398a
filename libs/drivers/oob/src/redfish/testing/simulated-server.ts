import { ordinaryHardware, type NodeHardware } from '@drydock/simulator';

export const bootMac = '52:54:00:01:01:00';
export const otherMac = '52:54:00:01:01:01';
export const identity = { bootMac, serialNumber: 'DRYDOCK-R1N1', uuid: '6472796d-0000-4000-8000-000000010100' };
export const credential = { username: 'root', password: 'calvin-lab' };

/** The server that the specifications have at a simulated BMC. */
export const simulatedServer = (macs: readonly string[] = [bootMac, otherMac]): NodeHardware =>
  ordinaryHardware({
    name: 'rack01-node01',
    serialNumber: identity.serialNumber,
    systemUuid: identity.uuid,
    nics: macs.map((mac, index) => ({ name: `nic${index}`, mac, speedMbps: 25_000 })),
  });
