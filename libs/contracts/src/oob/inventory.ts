import { IsArray, IsBoolean, IsIn, IsNumber, IsOptional, IsString } from 'class-validator';
import { IsMac, Nested, NestedList } from '../fields.js';
import { bootDevices, bootModes, type BootDevice, type BootMode } from './actions.js';

export const powerStates = ['on', 'off', 'unknown'] as const;
export type PowerState = (typeof powerStates)[number];
export const healths = ['ok', 'warning', 'critical', 'unknown'] as const;
export type Health = (typeof healths)[number];
export const pxeNicSelections = ['boot-option', 'bios-attribute', 'oem-order', 'unsupported'] as const;
export type PxeNicSelection = (typeof pxeNicSelections)[number];

export class OobProcessors {
  /** Sockets, never cores. */
  @IsOptional() @IsNumber() count: number | null;
  @IsOptional() @IsString() model: string | null;
}

export class OobInterface {
  @IsMac() mac: string;
  /** The BMC's name for it. */
  @IsOptional() @IsString() name: string | null;
  @IsOptional() @IsBoolean() linkUp: boolean | null;
  @IsOptional() @IsNumber() speedMbps: number | null;
}

export class OobDrive {
  @IsOptional() @IsString() name: string | null;
  @IsOptional() @IsString() model: string | null;
  @IsOptional() @IsString() serialNumber: string | null;
  @IsOptional() @IsString() wwn: string | null;
  @IsOptional() @IsNumber() sizeBytes: number | null;
  @IsOptional() @IsString() mediaType: string | null;
}

export class OobFirmware {
  @IsString() name: string;
  @IsOptional() @IsString() version: string | null;
}

export class OobBootOverride {
  @IsIn(bootDevices) device: BootDevice;
  @IsBoolean() once: boolean;
}

export class OobBoot {
  @IsOptional() @IsIn(bootModes) mode: BootMode | null;
  @IsOptional() @IsBoolean() secureBoot: boolean | null;
  @IsOptional() @IsString() progress: string | null;
  @Nested(() => OobBootOverride) override: OobBootOverride;
  @IsArray() @IsIn(bootDevices, { each: true }) devices: BootDevice[];
  /** How this BMC lets the PXE interface be chosen. */
  @IsIn(pxeNicSelections) pxeNicSelection: PxeNicSelection;
}

/** What a BMC says of its node. A fact that is not known is null, never invented. */
export class InterrogateOobResult {
  @IsIn(powerStates) power: PowerState;
  @IsIn(healths) health: Health;
  @IsOptional() @IsString() manufacturer: string | null;
  @IsOptional() @IsString() model: string | null;
  @IsOptional() @IsString() serialNumber: string | null;
  @IsOptional() @IsString() sku: string | null;
  @IsOptional() @IsString() uuid: string | null;
  @IsOptional() @IsString() biosVersion: string | null;
  @IsOptional() @IsString() bmcFirmware: string | null;
  @IsOptional() @IsString() systemId: string | null;
  @Nested(() => OobProcessors) processors: OobProcessors;
  @IsOptional() @IsNumber() memoryGiB: number | null;
  @NestedList(() => OobInterface) interfaces: OobInterface[];
  @NestedList(() => OobDrive) drives: OobDrive[];
  @NestedList(() => OobFirmware) firmware: OobFirmware[];
  @Nested(() => OobBoot) boot: OobBoot;
  @IsArray() @IsString({ each: true }) resetTypes: string[];
}
