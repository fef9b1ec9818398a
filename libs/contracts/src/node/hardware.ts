import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { Nested, NestedList } from '../fields.js';
import { FirmwareFile, HardwareDriverPackage, Raid, TemplateOutcome } from './site-actions.js';

/** A check that hardware must pass before it is deployed. */
export class HardwareCheck {
  @IsString() name: string;
  @IsIn(['cpu-count', 'memory-gib', 'disk-count', 'interface-count', 'bios-version']) fact: string;
  @IsOptional() @IsInt() atLeast?: number;
  @IsOptional() @IsString() equals?: string;
}

/** How the hardware of a kind of node should be set up. */
export class HardwareConfig {
  @IsString() name: string;
  @IsOptional() @NestedList(() => FirmwareFile) firmware?: FirmwareFile[];
  @IsOptional() @IsObject() biosSettings?: Record<string, string | number | boolean>;
  @IsOptional() @Nested(() => Raid) raid?: Raid;
  @IsOptional() @NestedList(() => HardwareDriverPackage) drivers?: HardwareDriverPackage[];
  @IsOptional() @NestedList(() => HardwareCheck) checks?: HardwareCheck[];
}

export class PrepareHardwareConfigParameters {
  @NestedList(() => HardwareConfig) profiles: HardwareConfig[];
}

export class PrepareHardwareConfigResult {
  @NestedList(() => TemplateOutcome) profiles: TemplateOutcome[];
}

export class ConfigureHardwareParameters {
  /** The name of a profile that PrepareHardwareConfig made known. */
  @IsString() profile: string;
  /** Default false. */
  @IsOptional() @IsBoolean() allowDataLoss?: boolean;
}

export const hardwareItemKinds = ['firmware', 'bios', 'raid', 'driver', 'check'] as const;
export type HardwareItemKind = (typeof hardwareItemKinds)[number];

export class HardwareItem {
  @IsIn(hardwareItemKinds) kind: HardwareItemKind;
  @IsString() name: string;
  @IsOptional() @IsString() before: string | null;
  @IsOptional() @IsString() after: string | null;
  @IsBoolean() changed: boolean;
  @IsBoolean() verified: boolean;
  @IsInt() resets: number;
  @IsBoolean() dataLost: boolean;
}

export class ConfigureHardwareResult {
  @NestedList(() => HardwareItem) items: HardwareItem[];
}

export class InventoryInterface {
  @IsString() name: string;
  @IsString() mac: string;
  @IsOptional() @IsObject() lldp: Record<string, string> | null;
}

export class InventoryDisk {
  @IsString() name: string;
  @IsOptional() @IsString() serial: string | null;
  @IsOptional() @IsString() wwn: string | null;
  @IsOptional() @IsString() hctl: string | null;
  @IsOptional() @IsString() byPath: string | null;
  @IsInt() sizeBytes: number;
  @IsOptional() @IsBoolean() rotational: boolean | null;
}

export class InventoryCpu {
  @IsInt() count: number;
  @IsOptional() @IsString() model: string | null;
}

export class InventoryMemory {
  @IsInt() totalMiB: number;
}

export class NodeInventory {
  @Nested(() => InventoryCpu) cpu: InventoryCpu;
  @Nested(() => InventoryMemory) memory: InventoryMemory;
  @NestedList(() => InventoryInterface) interfaces: InventoryInterface[];
  @NestedList(() => InventoryDisk) disks: InventoryDisk[];
}

/** A document that something collected about a node, such as lshw's XML. */
export class BuildDataDocument {
  @IsString() generator: string;
  /** Media type. */
  @IsString() format: string;
  /** gzip, then base64; left out when too large for a message. */
  @IsOptional() @IsString() data?: string;
  @IsOptional() @IsBoolean() omitted?: boolean;
  @IsOptional() @IsInt() sizeBytes?: number;
  @IsOptional() @IsString() sha256?: string;
}

export class InterrogateNodeResult {
  @IsString() state: string;
  @IsOptional() @Nested(() => NodeInventory) inventory: NodeInventory | null;
  @NestedList(() => BuildDataDocument) details: BuildDataDocument[];
}
