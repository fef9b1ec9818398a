import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Min } from 'class-validator';
import { IsMac, IsVlanId, Nested } from '../fields.js';

export const bootDevices = ['pxe', 'disk', 'cdrom', 'usb', 'http', 'bios-setup', 'none'] as const;
export type BootDevice = (typeof bootDevices)[number];
export const bootModes = ['uefi', 'legacy'] as const;
export type BootMode = (typeof bootModes)[number];
export const pxeMechanisms = ['boot-option', 'bios-attribute', 'oem-order', 'none-needed'] as const;
export type PxeMechanism = (typeof pxeMechanisms)[number];

export class ConfigNodePxeParameters {
  @IsMac() bootMac: string;
  @IsOptional() @IsArray() @IsMac({ each: true }) fallbackMacs?: string[];
  /** Switch PXE off on every other interface. */
  @IsOptional() @IsBoolean() exclusive?: boolean;
  /** Default pxe. */
  @IsOptional() @IsIn(['pxe', 'http']) protocol?: 'pxe' | 'http';
  /** Default 4. */
  @IsOptional() @IsIn([4, 6]) ipVersion?: 4 | 6;
  @IsOptional() @IsVlanId() vlan?: number;
  @IsOptional() @IsUrl({ require_tld: false }) httpBootUri?: string;
}

export class ConfigNodePxeResult {
  @IsIn(pxeMechanisms) mechanism: PxeMechanism;
  /** The BMC's name for the interface. */
  @IsString() interface: string;
  @IsBoolean() changed: boolean;
  /** The change takes effect with the next start only. */
  @IsBoolean() resetRequired: boolean;
}

/** What the next start boots from. */
export class BootOverride {
  @IsIn(bootDevices) device: BootDevice;
  /** For the next start only. Default true. */
  @IsOptional() @IsBoolean() once?: boolean;
  @IsOptional() @IsIn(bootModes) mode?: BootMode;
}

export class SetNodeBootResult {
  @IsIn(bootDevices) device: BootDevice;
  @IsBoolean() once: boolean;
  @IsOptional() @IsIn(bootModes) mode: BootMode | null;
  @IsBoolean() changed: boolean;
  /** True when the driver sends it again before each start, because the BMC cannot keep it. */
  @IsBoolean() rearmed: boolean;
}

export class PowerOffNodeParameters {
  /** Ask the operating system first. Default true. */
  @IsOptional() @IsBoolean() graceful?: boolean;
  /** How long to wait for the operating system before power is cut. Default 120. */
  @IsOptional() @IsInt() @Min(0) gracePeriodSeconds?: number;
}

export class PowerOffNodeResult {
  @IsIn(['off']) power: 'off';
  @IsBoolean() changed: boolean;
  @IsBoolean() forced: boolean;
}

export class PowerOnNodeParameters {
  /** Armed right before the start. */
  @IsOptional() @Nested(() => BootOverride) boot?: BootOverride;
}

export class PowerOnNodeResult {
  @IsIn(['on']) power: 'on';
  @IsBoolean() changed: boolean;
}

export class PowerCycleNodeParameters {
  /** Default false. */
  @IsOptional() @IsBoolean() graceful?: boolean;
  /** Armed right before the start. */
  @IsOptional() @Nested(() => BootOverride) boot?: BootOverride;
}

export const cycleMethods = ['power-cycle', 'force-restart', 'off-on'] as const;
export type CycleMethod = (typeof cycleMethods)[number];

export class PowerCycleNodeResult {
  @IsIn(['on']) power: 'on';
  @IsIn(cycleMethods) method: CycleMethod;
}

/** For actions that need nothing but their target. */
export class NoParameters {}
