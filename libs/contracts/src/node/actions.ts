import { IsArray, IsBoolean, IsIn, IsNumber, IsOptional, IsString, IsUrl, IsUUID } from 'class-validator';
import { IsMac, IsStringMap, Nested, NestedList } from '../fields.js';
import { powerOwners, type PowerOwner } from '../oob/target.js';
import { powerStates, type PowerState } from '../oob/inventory.js';
import { IsAddress } from '../address.js';
import { IsCredential, IsSealableText, type Credential, type Sealed } from '../sealed.js';

export const bootstrapStates = [
  'absent',
  'known',
  'available',
  'preparing',
  'prepared',
  'installing',
  'installed',
  'deployed',
  'erasing',
  'broken',
] as const;
/** How far a bootstrapper is with a node. */
export type BootstrapState = (typeof bootstrapStates)[number];

/** The node's BMC, for bootstrappers that drive it themselves. */
export class EnrolmentBmc {
  @IsString() type: string;
  /** As in the target of the oob service; with its port, where it has one of its own. */
  @IsAddress() address: string;
  @IsOptional() @IsString() systemId?: string;
  /** Only for a bootstrapper that drives the BMC. */
  @IsOptional()
  @IsCredential([['username', 'password'], ['username', 'privateKey'], ['privateKey']])
  credential?: Credential;
  @IsOptional() @IsBoolean() verifyTls?: boolean;
}

export class IdentifyNodeParameters {
  /** `probe` answers at once; `wait` goes on until the node shows up. Default probe. */
  @IsOptional() @IsIn(['probe', 'wait']) mode?: 'probe' | 'wait';
  /** The node is about to be started from the network: let it have the agent. Waiting implies it. Default false. */
  @IsOptional() @IsBoolean() expect?: boolean;
  @IsString() hostname: string;
  @IsMac() bootMac: string;
  @IsOptional() @IsArray() @IsMac({ each: true }) macs?: string[];
  @IsOptional() @IsString() serialNumber?: string;
  @IsOptional() @IsString() systemUuid?: string;
  @IsOptional() @Nested(() => EnrolmentBmc) bmc?: EnrolmentBmc;
}

export class DeployedDesign {
  /** Of the effective design that was deployed. */
  @IsString() digest: string;
}

export class IdentifyNodeResult {
  @IsBoolean() known: boolean;
  @IsOptional() @IsString() bootstrapperId: string | null;
  @IsIn(bootstrapStates) state: BootstrapState;
  @IsOptional() @Nested(() => DeployedDesign) deployed: DeployedDesign | null;
  @IsIn(['alive', 'absent']) agent: 'alive' | 'absent';
  @IsIn(powerOwners) powerOwner: PowerOwner;
  @IsOptional() @IsString() matchedBy: string | null;
  @IsOptional() @IsMac() mac: string | null;
  @IsOptional() @IsString() serialNumber: string | null;
  @IsOptional() @IsString() systemUuid: string | null;
}

export class ChangedResult {
  @IsBoolean() changed: boolean;
}

export class ApplyNodePlatformParameters {
  @IsString() image: string;
  @IsOptional() @IsString() kernel: string | null;
  /** The kernel's command line. */
  @IsString() kernelParameters: string;
  @IsArray() @IsString({ each: true }) tags: string[];
  @IsStringMap() ownerData: Record<string, string>;
}

/** Where a node fetches its boot actions, and the key that lets it. */
export class BootData {
  @IsUrl({ require_tld: false }) url: string;
  @IsSealableText() key: string | Sealed;
}

export class DeployNodeParameters {
  /** One deployment, however often it is asked for. */
  @IsUUID() deploymentId: string;
  /** Of the node's effective design. */
  @IsString() digest: string;
  /** Default deployed. */
  @IsOptional() @IsIn(['installed', 'deployed']) until?: 'installed' | 'deployed';
  /** Default false. */
  @IsOptional() @IsBoolean() redeploy?: boolean;
  @IsString() hostname: string;
  @IsArray() @IsString({ each: true }) authorizedKeys: string[];
  @IsOptional() @Nested(() => BootData) bootData?: BootData;
  @IsOptional() @IsSealableText() userData?: string | Sealed;
}

export class DeployNodeResult {
  @IsIn(['installed', 'deployed']) state: 'installed' | 'deployed';
  @IsIn(powerStates) power: PowerState;
  /** Whether the bootstrapper holds the node between installed and its first start. */
  @IsBoolean() held: boolean;
  @IsNumber() durationSeconds: number;
}

export class DestroyNodeParameters {
  /** Default quick. */
  @IsOptional() @IsIn(['none', 'quick', 'full']) erase?: 'none' | 'quick' | 'full';
  /** Default designed. */
  @IsOptional() @IsIn(['designed', 'all-local']) eraseScope?: 'designed' | 'all-local';
}

export class ErasedDisk {
  @IsString() serial: string;
  @IsString() method: string;
  @IsBoolean() verified: boolean;
}

export class DestroyNodeResult {
  @IsIn(['absent', 'available']) state: 'absent' | 'available';
  @NestedList(() => ErasedDisk) erased: ErasedDisk[];
}
