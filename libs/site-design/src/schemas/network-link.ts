import { choice, integer, labels, number, object, string, strings, type Schema } from './schema.js';

export interface BondingData {
  readonly mode?: 'disabled' | '802.3ad' | 'active-backup' | 'balance-rr' | 'balanced-rr';
  readonly hash?: string;
  readonly peer_rate?: 'fast' | 'slow';
  readonly mon_rate?: number;
  readonly up_delay?: number;
  readonly down_delay?: number;
}

export interface NetworkLinkData {
  readonly bonding?: BondingData;
  readonly mtu?: number;
  readonly trunking?: { readonly mode?: 'disabled' | '802.1q'; readonly default_network?: string | null };
  readonly allowed_networks: readonly string[];
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
}

export const networkLinkSchema: Schema = object(
  'what both ends of a cable agree on',
  {
    bonding: object('how several cables become one', {
      mode: choice('default disabled', 'disabled', '802.3ad', 'active-backup', 'balance-rr', 'balanced-rr'),
      hash: string('how 802.3ad spreads packets: layer2, layer2+3 or layer3+4 (default)'),
      peer_rate: choice('how often 802.3ad partners speak; default fast', 'fast', 'slow'),
      mon_rate: number('milliseconds between looks at the cable; default 100'),
      up_delay: number('milliseconds before a member is used; default 200'),
      down_delay: number('milliseconds before a member is given up; default 200'),
    }),
    mtu: integer(68, 65536, 'bytes; default 1500'),
    linkspeed: string('accepted and not used'),
    trunking: object('whether several networks share the link', {
      mode: choice('802.1q: several networks, with tags; default disabled', 'disabled', '802.1q'),
      default_network: { type: ['string', 'null'], description: 'the network without a tag' },
    }),
    allowed_networks: strings('the networks on this link; a network is on one link'),
    labels: labels('noconfig: leave this link and its networks alone'),
  },
  'allowed_networks',
);
