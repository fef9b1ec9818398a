import { IsArray, IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import { IsMac, IsVlanId, Nested } from '../fields.js';

export const portModes = ['access', 'trunk', 'other'] as const;
export type PortMode = (typeof portModes)[number];
export const lagModes = ['leave-with-fallback', 'detach', 'none'] as const;
export type LagMode = (typeof lagModes)[number];
export const wirings = ['ok', 'miswired', 'unknown'] as const;
export type Wiring = (typeof wirings)[number];

export class PortLag {
  @IsString() name: string;
  @IsArray() @IsString({ each: true }) members: string[];
  @IsOptional() @IsBoolean() bundled: boolean | null;
  @IsOptional() @IsString() fallback: string | null;
}

export class LldpNeighbour {
  @IsString() chassisId: string;
  @IsOptional() @IsString() portId: string | null;
  @IsOptional() @IsString() portDescription: string | null;
  @IsOptional() @IsString() systemName: string | null;
}

/** What a switch says of one of its ports. A fact that is not known is null, never invented. */
export class PortFacts {
  @IsString() switch: string;
  @IsString() port: string;
  @IsOptional() @IsBoolean() adminUp: boolean | null;
  @IsOptional() @IsBoolean() operUp: boolean | null;
  @IsOptional() @IsInt() speedMbps: number | null;
  @IsOptional() @IsInt() mtu: number | null;
  @IsIn(portModes) mode: PortMode;
  @IsOptional() @IsVlanId() untaggedVlan: number | null;
  @IsArray() @IsVlanId({ each: true }) taggedVlans: number[];
  @IsOptional() @IsInt() pvid: number | null;
  @IsOptional() @IsBoolean() stpEdge: boolean | null;
  @IsOptional() @Nested(() => PortLag) lag: PortLag | null;
  @IsOptional() @Nested(() => LldpNeighbour) lldpNeighbour: LldpNeighbour | null;
  /** Learned on the port; null when the switch does not say. */
  @IsOptional() @IsArray() @IsMac({ each: true }) macs: string[] | null;
}

export class InterrogatePortParameters {
  /** The switch's name for it. */
  @IsString() @IsNotEmpty() port: string;
  /** MAC addresses of the node that should be at the other end of the cable. */
  @IsOptional() @IsArray() @IsMac({ each: true }) expected?: string[];
}

export class InterrogatePortResult extends PortFacts {
  /** No LLDP or MAC evidence is `unknown`. */
  @IsIn(wirings) wiring: Wiring;
}

export class ConfigurePortProvisioningParameters {
  @IsString() @IsNotEmpty() port: string;
  /** Untagged. */
  @IsVlanId() vlan: number;
  @IsIn(lagModes) lagMode: LagMode;
  /** VLANs that stay as they are: a shared BMC's. */
  @IsOptional() @IsArray() @IsVlanId({ each: true }) keepVlans?: number[];
  /** The service isolates the port by itself when nobody renews within this time. */
  @IsOptional() @IsInt() @Min(1) leaseSeconds?: number;
  @IsOptional() @IsString() description?: string;
}

export class DesignedLag {
  @IsString() @IsNotEmpty() name: string;
  @IsIn(['lacp', 'static']) mode: 'lacp' | 'static';
  @IsOptional() @IsIn(['fast', 'slow']) rate?: 'fast' | 'slow';
  @IsOptional() @IsInt() mlagId?: number;
  @IsOptional() @IsIn(['none', 'individual', 'static']) fallback?: 'none' | 'individual' | 'static';
}

/** The whole desired state of a port, or `restore: true`: what was before the first provisioning. No VLANs at all isolates the port. */
export class ConfigurePortProductionParameters {
  @IsString() @IsNotEmpty() port: string;
  @IsOptional() @IsVlanId() untaggedVlan?: number | null;
  @IsOptional() @IsArray() @IsVlanId({ each: true }) taggedVlans?: number[];
  @IsOptional() @Nested(() => DesignedLag) lag?: DesignedLag;
  @IsOptional() @IsInt() @Min(68) mtu?: number;
  @IsOptional() @IsArray() @IsVlanId({ each: true }) keepVlans?: number[];
  @IsOptional() @IsString() description?: string;
  @IsOptional() @IsBoolean() restore?: boolean;
}

export class PortChangeResult {
  @IsBoolean() changed: boolean;
  @Nested(() => PortFacts) before: PortFacts;
  @Nested(() => PortFacts) after: PortFacts;
}
