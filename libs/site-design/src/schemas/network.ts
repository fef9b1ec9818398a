import {
  choice,
  cidr,
  integer,
  ipv4,
  labels,
  listOf,
  number,
  object,
  string,
  strings,
  vlanId,
  type Schema,
} from './schema.js';

export interface RangeData {
  readonly type: 'static' | 'dhcp' | 'reserved';
  readonly start: string;
  readonly end: string;
}

export interface RouteData {
  readonly subnet?: string;
  readonly routedomain?: string;
  readonly gateway?: string;
  readonly metric?: number;
}

export interface NetworkData {
  readonly cidr: string;
  readonly vlan?: string | number;
  readonly mtu?: number;
  readonly routedomain?: string;
  readonly ranges?: readonly RangeData[];
  readonly routes?: readonly RouteData[];
  readonly dns?: { readonly domain?: string; readonly servers?: string | readonly string[] };
  readonly dhcp_relay?: { readonly self_ip?: string; readonly upstream_target?: string };
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
}

export const networkSchema: Schema = object(
  'a subnet with its VLAN, MTU, address ranges, routes and DNS',
  {
    cidr: cidr('the subnet'),
    vlan: vlanId,
    mtu: integer(68, 65536, 'bytes; default: what its link has'),
    routedomain: string('group of networks that reach each other'),
    ranges: listOf(
      object(
        'a part of the subnet, both ends included',
        {
          type: choice('what the addresses are for: nodes of the design, DHCP, nobody', 'static', 'dhcp', 'reserved'),
          start: ipv4('first address'),
          end: ipv4('last address'),
        },
        'type',
        'start',
        'end',
      ),
      'what parts of the subnet are for',
    ),
    routes: listOf(
      object('a route through this network', {
        subnet: cidr('destination; 0.0.0.0/0 is the default route'),
        routedomain: string('in place of a subnet: every network of this route domain'),
        gateway: ipv4('next hop, inside this network'),
        metric: number('lower is preferred'),
      }),
      'routes through this network',
    ),
    dns: object('names in this network', {
      domain: string('completes the names of nodes whose primary network this is; default local'),
      servers: {
        anyOf: [string('addresses, separated by commas'), strings('addresses')],
        description: 'addresses of name servers, as a list or separated by commas',
      },
    }),
    dhcp_relay: object('where DHCP requests of this network go', {
      self_ip: ipv4('the address of the relay; accepted and not used'),
      upstream_target: ipv4('the address that requests are relayed to'),
    }),
    labels: labels('noconfig: leave this network alone'),
  },
  'cidr',
);
