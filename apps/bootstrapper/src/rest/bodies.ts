import { ChosenDisk, EffectiveStorage, IsMac, IsStringMap, Nested, NestedList, parse } from '@drydock/contracts';
import { invalid } from '@drydock/service';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';

export class EnrolmentBody {
  @IsMac() bootMac: string;
  @IsOptional() @IsArray() @IsMac({ each: true }) macs?: string[];
  @IsOptional() @IsString() serialNumber?: string | null;
  @IsOptional() @IsString() systemUuid?: string | null;
  /** For so long the node boots the agent although no work is open; left out: as it is. */
  @IsOptional() @IsInt() @Min(0) @Max(3600) expectAgentSeconds?: number;
}

export class StorageBody {
  @Nested(() => EffectiveStorage) storage: EffectiveStorage;
  /** The disk that each device of the design was found to be. */
  @NestedList(() => ChosenDisk) disks: ChosenDisk[];
}

export class ConfigurationBody {
  /** Name of a hardware profile. */
  @IsString() @IsNotEmpty() profile: string;
  @IsOptional() @IsBoolean() allowDataLoss?: boolean;
  /** Of the disks that the profile's RAID volumes name: what they are called on this node. The others keep their names. */
  @IsOptional() @IsStringMap() raidDisks?: Record<string, string>;
}

class PlainBootData {
  @IsUrl({ require_tld: false }) url: string;
  @IsString() @IsNotEmpty() key: string;
}

export class DeploymentBody {
  @IsString() @IsNotEmpty() digest: string;
  @IsOptional() @IsBoolean() redeploy?: boolean;
  @IsString() @IsNotEmpty() hostname: string;
  @IsArray() @IsString({ each: true }) authorizedKeys: string[];
  @IsOptional() @Nested(() => PlainBootData) bootData?: PlainBootData;
  @IsOptional() @IsString() userData?: string;
}

export class ErasureBody {
  @IsIn(['none', 'quick', 'full']) method: 'none' | 'quick' | 'full';
  @IsIn(['designed', 'all-local']) scope: 'designed' | 'all-local';
}

export class ImageBody {
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true }) url: string;
  @Matches(/^[0-9a-f]{64}$/) sha256: string;
  @IsOptional() @IsString() kernel?: string;
  @IsOptional() @IsString() architecture?: string;
}

export class RouteDomainBody {
  /** CIDRs of the networks that reach each other. */
  @IsArray() @IsString({ each: true }) cidrs: string[];
}

/** Blanks could be told to no package manager. */
const oneWord = /^\S+$/;

export class RepositoryLoginBody {
  @Matches(oneWord, { message: 'username must be text without blanks' }) username: string;
  @Matches(oneWord, { message: 'password must be text without blanks' }) password: string;
}

export class AuthorizedKeysBody {
  @IsArray() @IsString({ each: true }) keys: string[];
}

/** The body as an instance of its class, or a 400 that names every wrong field. */
export function read<T extends object>(shape: new () => T, body: unknown): T {
  const parsed = parse(shape, body, 'refuse');
  if (!parsed.ok) throw invalid(parsed.complaints);
  return parsed.value;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const nodeName = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;

export function readId(id: string): string {
  const written = id.toLowerCase();
  if (!uuid.test(written)) throw invalid([{ path: 'id', message: 'must be a UUID' }]);
  return written;
}

export function readName(name: string): string {
  if (!nodeName.test(name)) throw invalid([{ path: 'name', message: 'must be letters, digits, dots and hyphens' }]);
  return name;
}
