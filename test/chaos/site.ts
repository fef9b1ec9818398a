import { sampleRacks, type NodeDescription, type RackDescription } from '@drydock/simulator';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { adaptSite, type ThisRun } from '../../apps/launcher/src/demo/sample-site.js';

const sample = join(import.meta.dirname, '../../examples/sites/sample');
/** What the sample site says of networks and profiles is said here too; racks and nodes are more than it has. */
const asInTheSample = ['site', 'networks', 'profiles', 'boot-actions'];
const nodesPerRack = 10;

/** Five racks of ten nodes, each rack with its switch: as the lab puts them up. */
export const racks: readonly RackDescription[] = sampleRacks({ racks: 5, nodesPerRack });

export const nodeNames: readonly string[] = racks.flatMap(({ nodes }) => nodes.map(({ hardware }) => hardware.name));

export const switchOf = (rack: string): string => racks.find(({ name }) => name === rack)?.switch.name ?? '';

/** The same site as an operator would write it, for this run. */
export async function siteDesign(run: ThisRun): Promise<string> {
  const texts = await Promise.all(asInTheSample.map((name) => readFile(join(sample, `${name}.yaml`), 'utf8')));
  const ours = racks.flatMap((rack, at) => [
    rackDocument(rack),
    ...rack.nodes.map((node, index) => nodeDocument(rack, node, at * nodesPerRack + index)),
  ]);
  return adaptSite([...texts, ...ours.map((document) => stringify(document))].join('\n---\n'), run);
}

const documentOf = (kind: string, name: string, data: object) => ({
  schema: `drydock/${kind}/v1`,
  metadata: { schema: 'metadata/Document/v1', name, storagePolicy: 'cleartext' },
  data,
});

const rackDocument = ({ name, switch: itsSwitch }: RackDescription) =>
  documentOf('Rack', name, {
    tor_switches: {
      [itsSwitch.name]: {
        type: 'snmp',
        address: itsSwitch.host,
        port: 9090,
        credential: { community: itsSwitch.writeCommunity },
      },
    },
    location: { clli: 'CHAOS', grid: name },
    labels: { row: 'a' },
  });

/** `number` counts the nodes of the site from 0: its place in the networks. */
function nodeDocument(rack: RackDescription, { hardware, bmc, cables }: NodeDescription, number: number) {
  const macs = hardware.nics.map(({ mac }) => mac);
  return documentOf('BaremetalNode', hardware.name, {
    host_profile: number % nodesPerRack === 0 ? 'controller' : 'worker',
    addressing: [
      { network: 'oob', address: bmc.host },
      { network: 'mgmt', address: `10.20.200.${10 + number}` },
      { network: 'storage', address: `10.20.201.${10 + number}` },
    ],
    oob: { serial_number: hardware.serialNumber, uuid: hardware.systemUuid },
    metadata: { rack: rack.name, boot_mac: macs[0], macs: macs.slice(1) },
    attachments: Object.fromEntries(
      hardware.nics.map(({ name, mac }, nic) => [
        name,
        { switch: rack.switch.name, port: cables[mac], ...(nic === 0 && { boot: true }) },
      ]),
    ),
  });
}
