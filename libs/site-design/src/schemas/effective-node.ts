import {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  ApplyNodeStorageParameters,
  DesignedLag,
  NodeTarget,
  OobTarget,
} from '@drydock/contracts';
import type { EffectiveAttachment, EffectiveBootAction, EffectiveNode, ProductionPort } from '../effective.js';
import { answer, nullable, schemaOf, sealedCredential, sealedTarget } from './answer.js';
import { boolean, choice, integer, listOf, mapOf, sha256, string, strings, type Schema } from './schema.js';

const vlan = (description: string): Schema => integer(1, 4094, description);
const macAddress = (description: string): Schema => ({
  type: 'string',
  pattern: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$',
  description,
});

const production = answer<ProductionPort>('what the port carries once the node is deployed', {
  untaggedVlan: nullable(vlan('the VLAN without a tag; null when there is none')),
  taggedVlans: listOf(vlan('VLAN id'), 'the VLANs with a tag'),
  mtu: nullable(integer(68, 65_536, 'largest frame in bytes; null where the design leaves it to the switch')),
});

const attachment = answer<EffectiveAttachment>('one cable: a member of an interface and the switch port it is in', {
  interface: nullable(string('the interface that the member belongs to; null for a member that only boots')),
  member: string('device alias or kernel name'),
  switch: string('name of the switch'),
  port: string("the switch's name for the port"),
  boot: boolean('whether the node boots from the network through this member'),
  lag: nullable({ ...schemaOf(DesignedLag), description: 'the link aggregation of the port; null when there is none' }),
  keepVlans: listOf(vlan('VLAN id'), "VLANs that stay on the port whatever happens: a shared BMC's"),
  production,
});

const bootAction = answer<EffectiveBootAction>('a boot action of the node', {
  name: string('name of the boot action'),
  signaling: boolean('whether the node reports how it ended'),
});

/** A node of the effective design as it is answered. */
export const effectiveNode = answer<EffectiveNode>(
  'a node as it is meant: inherited, resolved; credentials sealed',
  {
    name: string('name of the node'),
    hostname: string("fully qualified: the node's name and the domain of its primary network"),
    rack: nullable(string('name of its rack; null when the design names none')),
    tags: strings('tags, for node filters'),
    ownerData: mapOf({ type: 'string' }, "the node's labels"),
    digest: sha256('of what a deployment puts on the node; a BMC that moves does not change it'),
    bootMac: nullable(macAddress('that it boots from; null for a node that never boots from the network')),
    macs: listOf(macAddress('MAC address'), 'every MAC address that the design knows of the node, the boot MAC first'),
    serialNumber: string('serial number; left out when the design names none'),
    uuid: string('UUID of the system; left out when the design names none'),
    bootMode: nullable(
      choice('where it may load its operating system; null when the design does not say', 'uefi', 'legacy'),
    ),
    hardwareProfile: {
      type: 'string',
      description:
        'name of its hardware profile, and of its entry in hardwareConfigs; empty when the design names none',
    },
    mayLoseRaidData: boolean(
      'whether RAID volumes that are not as the profile says may be made anew, with the loss of data',
    ),
    oob: sealedTarget(OobTarget, 'its BMC'),
    enrolmentCredential: sealedCredential(
      "the BMC's credential for the node service; left out unless the bootstrapper drives the BMC",
    ),
    bootstrapper: nullable(sealedTarget(NodeTarget, "its own, or the site's; null when neither names one")),
    image: nullable(string('name of its image; null for a node that can be prepared, but not deployed')),
    attachments: listOf(attachment, 'the cables that the design knows'),
    networking: { ...schemaOf(ApplyNodeNetworkingParameters), description: 'interfaces, addresses and routes' },
    storage: { ...schemaOf(ApplyNodeStorageParameters), description: 'disks, partitions and volume groups' },
    platform: { ...schemaOf(ApplyNodePlatformParameters), description: 'operating system and kernel' },
    bootActions: listOf(bootAction, 'the boot actions, in the order of the design'),
  },
  'serialNumber',
  'uuid',
  'enrolmentCredential',
);
