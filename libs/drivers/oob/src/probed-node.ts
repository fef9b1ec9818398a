import { isSealed, type InterrogateOobResult, type OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { isIPv4 } from 'node:net';

/** A node as a driver found it, before anything is designed. */
export interface ProbedNode {
  readonly target: OobTarget;
  readonly facts: InterrogateOobResult;
  /** The node is called after it, as far as it can be a host name. */
  readonly name: string;
  /** Where its BMC is; null for a node that has none of its own. */
  readonly host: string | null;
  /** How its BMC is reached, as `oob` of a BaremetalNode says it, beside what is the same for every driver. */
  readonly oob: Readonly<Record<string, unknown>>;
  /** The names of the options that the driver knows, and that a design is to have. */
  readonly options: readonly string[];
  /** The most likely first. */
  readonly bootMacCandidates: readonly string[];
  /** Why there can be no candidate, where that is known. */
  readonly whyNoBootMac?: string;
}

/** What a probe answers of a node, with a BaremetalNode to paste into a design. No secret is in it. */
export function probedNode(found: ProbedNode): Required<ProbeAnswer> {
  const { facts, bootMacCandidates } = found;
  const [bootMac] = bootMacCandidates;
  const document = {
    schema: 'drydock/BaremetalNode/v1',
    metadata: { schema: 'metadata/Document/v1', name: nameOf(found.name), storagePolicy: 'cleartext' },
    data: {
      addressing: [addressOf(found.host)],
      oob: oobOf(found),
      ...(bootMac !== undefined && { metadata: { boot_mac: bootMac } }),
    },
  };
  return { facts: { ...facts }, documents: [document], bootMacCandidates, remarks: remarksOn(found) };
}

/** Its first address: of its BMC, or what it gets where it boots. Networks are called as the sample site calls them. */
function addressOf(host: string | null) {
  if (host === null) return { network: 'pxe', address: 'dhcp' };
  return { network: 'oob', address: isIPv4(host) ? host : 'dhcp' };
}

function oobOf({ target, facts, host, oob, options }: ProbedNode) {
  const { credential, type } = target;
  const account = credential === undefined || isSealed(credential) ? undefined : credential.username;
  const given = Object.entries(target.options ?? {}).filter(([name]) => options.includes(name));
  return {
    type,
    ...(host !== null && { network: addressOf(host).network }),
    ...oob,
    ...(account !== undefined && { account }),
    ...(facts.serialNumber !== null && { serial_number: facts.serialNumber }),
    ...(facts.uuid !== null && { uuid: facts.uuid }),
    ...(given.length > 0 && { options: Object.fromEntries(given) }),
  };
}

/** What a design wants, and nobody can find out. */
function remarksOn({ host, bootMacCandidates, whyNoBootMac = 'No interface of the node was found' }: ProbedNode) {
  const { network } = addressOf(host);
  return [
    'Add host_profile, and oob.credential where the host profile has none.',
    `Give the network ${network} the name that it has in your design.`,
    ...(host === null || isIPv4(host) ? [] : [`Give the IPv4 address of ${host} in data.addressing.`]),
    ...(bootMacCandidates.length > 0
      ? []
      : [`${whyNoBootMac}: set metadata.boot_mac to the MAC address of the interface that it boots from.`]),
  ];
}

const longestLabel = 63;

const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestLabel)
    .replace(/^-|-$/g, '') || 'node';
