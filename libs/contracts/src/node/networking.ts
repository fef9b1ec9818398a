import { IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Min } from 'class-validator';
import { IsStringMap, IsVlanId, Nested, NestedList } from '../fields.js';
import { DeviceAlias } from './device.js';

export const bondModes = ['disabled', '802.3ad', 'active-backup', 'balance-rr'] as const;
export type BondMode = (typeof bondModes)[number];

export class AddressRange {
  @IsIn(['static', 'dhcp', 'reserved']) type: 'static' | 'dhcp' | 'reserved';
  @IsString() start: string;
  @IsString() end: string;
}

export class Route {
  /** CIDR. */
  @IsString() subnet: string;
  @IsString() gateway: string;
  @IsOptional() @IsNumber() metric?: number;
}

export class Dns {
  @IsString() domain: string;
  @IsArray() @IsString({ each: true }) servers: string[];
}

/** A network of the effective design: routes resolved, MTU inherited from its link. */
export class EffectiveNetwork {
  @IsString() name: string;
  @IsString() cidr: string;
  /** null is untagged. */
  @IsOptional() @IsVlanId() vlan: number | null;
  @IsInt() mtu: number;
  @IsOptional() @IsString() routeDomain?: string;
  @NestedList(() => AddressRange) ranges: AddressRange[];
  @NestedList(() => Route) routes: Route[];
  @Nested(() => Dns) dns: Dns;
  /** The address that DHCP requests of this network are relayed to. */
  @IsOptional() @IsString() dhcpRelay?: string;
  @IsStringMap() labels: Record<string, string>;
}

export class Bonding {
  @IsIn(bondModes) mode: BondMode;
  @IsOptional() @IsString() hash?: string;
  @IsOptional() @IsIn(['fast', 'slow']) peerRate?: 'fast' | 'slow';
  /** Milliseconds, as the two after it. */
  @IsOptional() @IsNumber() monitorRate?: number;
  @IsOptional() @IsNumber() upDelay?: number;
  @IsOptional() @IsNumber() downDelay?: number;
}

/** A network link of the effective design. */
export class EffectiveLink {
  @IsString() name: string;
  @Nested(() => Bonding) bonding: Bonding;
  @IsInt() mtu: number;
  @IsIn(['disabled', '802.1q']) trunking: 'disabled' | '802.1q';
  /** The untagged network; null when every network is tagged. */
  @IsOptional() @IsString() defaultNetwork: string | null;
  @IsArray() @IsString({ each: true }) allowedNetworks: string[];
  @IsStringMap() labels: Record<string, string>;
}

/** Virtual functions of an interface. */
export class SrIov {
  @IsInt() @Min(0) vfCount: number;
  /** Whether they may change their MAC address and listen to everything. */
  @IsBoolean() trusted: boolean;
}

/** An interface of a node as the operating system should have it: one member, or a bond of several. */
export class EffectiveInterface {
  @IsString() name: string;
  @IsString() link: string;
  /** Device aliases or kernel names. */
  @IsArray() @IsString({ each: true }) members: string[];
  @IsInt() mtu: number;
  @Nested(() => Bonding) bonding: Bonding;
  /** The network without a tag on this interface; null when there is none. */
  @IsOptional() @IsString() untaggedNetwork: string | null;
  @IsArray() @IsString({ each: true }) taggedNetworks: string[];
  @IsOptional() @Nested(() => SrIov) sriov?: SrIov;
}

export class EffectiveAddress {
  @IsString() network: string;
  @IsOptional() @IsString() interface: string | null;
  @IsOptional() @IsVlanId() vlan: number | null;
  /** `none` brings the interface up without an address. */
  @IsIn(['static', 'dhcp', 'none']) type: 'static' | 'dhcp' | 'none';
  /** With prefix length, such as 10.0.20.11/24; null unless static. */
  @IsOptional() @IsString() address: string | null;
}

export class ApplyNodeNetworkingParameters {
  @NestedList(() => EffectiveInterface) interfaces: EffectiveInterface[];
  /** The members that are aliases: the driver finds their kernel names. */
  @IsOptional() @NestedList(() => DeviceAlias) devices?: DeviceAlias[];
  @NestedList(() => EffectiveAddress) addressing: EffectiveAddress[];
  @IsOptional() @IsString() primaryNetwork: string | null;
  @NestedList(() => Route) routes: Route[];
  @Nested(() => Dns) dns: Dns;
}
