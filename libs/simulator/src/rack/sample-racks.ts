import { personalityNames, type PersonalityName } from '../bmc/personalities/personalities.js';
import { ordinaryHardware } from '../node/hardware.js';
import type { NodeDescription, RackDescription } from './rack-description.js';

interface SampleSize {
  readonly racks: number;
  readonly nodesPerRack: number;
  /** Dealt to the BMCs in turn; without them, all are plain. */
  readonly personalities?: readonly PersonalityName[];
}

/** As the sample site has them: one of each. */
const sample: SampleSize = { racks: 2, nodesPerRack: 4, personalities: personalityNames };

/** The hardware of the sample site (`examples/sites/sample`): two racks of four nodes; of more, 99 of each at most. */
export const sampleRacks = ({
  racks,
  nodesPerRack,
  personalities = ['plain'],
}: SampleSize = sample): RackDescription[] =>
  upTo(racks).map((rack) => ({
    name: `rack${twoDigits(rack)}`,
    switch: {
      name: `rack${twoDigits(rack)}-tor`,
      host: `127.20.${rack}.1`,
      ports: upTo(2 * nodesPerRack).map((port) => `Ethernet${port}`),
      readCommunity: 'drydock-ro',
      writeCommunity: 'drydock-rw',
    },
    nodes: upTo(nodesPerRack).map((node) => {
      const place = (rack - 1) * nodesPerRack + node - 1;
      return sampleNode(rack, node, personalities[place % personalities.length]);
    }),
  }));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const twoDigits = (number: number): string => String(number).padStart(2, '0');

function sampleNode(rack: number, node: number, personality?: PersonalityName): NodeDescription {
  const macOf = (nic: number) => `52:54:00:${twoDigits(rack)}:${twoDigits(node)}:0${nic}`;
  return {
    hardware: ordinaryHardware({
      name: `rack${twoDigits(rack)}-node${twoDigits(node)}`,
      serialNumber: `DRYDOCK-R${rack}N${node}`,
      systemUuid: `6472796d-0000-4000-8000-000000${twoDigits(rack)}${twoDigits(node)}00`,
      nics: [0, 1].map((nic) => ({ name: `nic${nic}`, mac: macOf(nic), speedMbps: 10_000 })),
    }),
    bmc: { host: `127.20.${rack}.${10 + node}`, credential: { username: 'root', password: 'calvin-lab' }, personality },
    cables: { [macOf(0)]: `Ethernet${2 * node - 1}`, [macOf(1)]: `Ethernet${2 * node}` },
  };
}
