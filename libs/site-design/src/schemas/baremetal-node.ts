import { hostProfileFields, type HostProfileData } from './host-profile.js';
import { boolean, choice, integer, ipv4, listOf, mapOf, object, string, type Schema } from './schema.js';
import { bootstrapper, type TargetData } from './target.js';

export interface AddressData {
  readonly network: string;
  /** An IPv4 address, or `dhcp`. */
  readonly address: string;
}

export interface AttachmentData {
  readonly switch: string;
  readonly port: string | number;
  readonly lag?: {
    readonly name: string;
    readonly mode?: 'lacp' | 'static';
    readonly rate?: 'fast' | 'slow';
    readonly mlag_id?: number;
    readonly fallback?: 'none' | 'individual' | 'static';
  };
  readonly keep_vlans?: readonly number[];
  readonly boot?: boolean;
}

export interface BaremetalNodeData extends HostProfileData {
  readonly addressing: readonly AddressData[];
  readonly bootstrapper?: TargetData;
  readonly attachments?: Readonly<Record<string, AttachmentData>>;
}

const attachment = object(
  'the cable of one interface member: the switch port that it is plugged into',
  {
    switch: string('name of the switch, as a Rack has it'),
    port: { type: ['string', 'integer'], description: "the switch's name for the port" },
    lag: object(
      'the link aggregation that the port is in, on the side of the switch',
      {
        name: string("the switch's name for the link aggregation"),
        mode: choice('default lacp', 'lacp', 'static'),
        rate: choice('how often LACP partners speak; fast: every second, slow: every 30', 'fast', 'slow'),
        mlag_id: integer(1, 65535, 'the same on both switches of a pair'),
        fallback: choice('what the port does while nobody speaks LACP', 'none', 'individual', 'static'),
      },
      'name',
    ),
    keep_vlans: listOf(integer(1, 4094, 'VLAN id'), "VLANs that always stay on the port: a shared BMC's"),
    boot: boolean('whether the node boots from the network through this member'),
  },
  'switch',
  'port',
);

export const baremetalNodeSchema: Schema = object(
  'a node: its addresses, MAC addresses and cables, and whatever differs from its host profile',
  {
    ...hostProfileFields,
    addressing: {
      ...listOf(
        {
          ...object(
            'an address of the node, or of its BMC, in one network',
            {
              network: string('the Network'),
              address: { anyOf: [{ const: 'dhcp' }, ipv4('the address')], description: 'an IPv4 address, or dhcp' },
            },
            'network',
            'address',
          ),
          additionalProperties: true,
        },
        'addresses of the node and of its BMC',
      ),
      minItems: 1,
    },
    bootstrapper,
    attachments: mapOf(attachment, 'which switch port each interface member is plugged into'),
  },
  'addressing',
);
