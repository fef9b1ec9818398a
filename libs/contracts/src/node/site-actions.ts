import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, IsUrl, Matches } from 'class-validator';
import { Nested, NestedList } from '../fields.js';
import type { Credential } from '../sealed.js';
import { EffectiveLink, EffectiveNetwork } from './networking.js';
import { DeviceSelector, EffectiveStorage } from './storage.js';

const sha256 = /^[0-9a-f]{64}$/;

export class TemplateOutcome {
  @IsString() name: string;
  @IsBoolean() changed: boolean;
}

export class CreateNetworkTemplateParameters {
  @NestedList(() => EffectiveNetwork) networks: EffectiveNetwork[];
  @NestedList(() => EffectiveLink) links: EffectiveLink[];
  /** Route domain → the CIDRs of its networks. */
  @IsObject() routeDomains: Record<string, string[]>;
}

export class CreateNetworkTemplateResult {
  @NestedList(() => TemplateOutcome) networks: TemplateOutcome[];
}

export class StorageLayout extends EffectiveStorage {
  @IsString() name: string;
}

export class CreateStorageTemplateParameters {
  @NestedList(() => StorageLayout) layouts: StorageLayout[];
}

export class CreateStorageTemplateResult {
  @NestedList(() => TemplateOutcome) layouts: TemplateOutcome[];
}

export class BootImage {
  @IsString() name: string;
  @IsOptional() @IsString() kernel?: string;
  @IsOptional() @IsString() architecture?: string;
  @IsUrl({ require_tld: false }) url: string;
  @Matches(sha256) sha256: string;
}

export class PackageRepository {
  @IsString() name: string;
  @IsIn(['apt', 'rpm']) type: 'apt' | 'rpm';
  @IsUrl({ require_tld: false }) url: string;
  @IsOptional() @IsArray() @IsString({ each: true }) distributions?: string[];
  @IsOptional() @IsArray() @IsString({ each: true }) subrepos?: string[];
  @IsOptional() @IsArray() @IsString({ each: true }) components?: string[];
  @IsOptional() @IsArray() @IsString({ each: true }) architectures?: string[];
  /** ASCII-armoured public key. */
  @IsOptional() @IsString() gpgKey?: string;
}

export class CreateBootMediaParameters {
  @NestedList(() => BootImage) images: BootImage[];
  @NestedList(() => PackageRepository) repositories: PackageRepository[];
  /** Repository → `username` and `password`; or all of it sealed. */
  @IsOptional() @IsObject() repositoryCredentials?: Credential;
  @IsArray() @IsString({ each: true }) authorizedKeys: string[];
}

export class BootImageOutcome {
  @IsString() name: string;
  @IsBoolean() available: boolean;
  @IsBoolean() changed: boolean;
}

export class RepositoryOutcome {
  @IsString() name: string;
  @IsBoolean() reachable: boolean;
  @IsOptional() @IsBoolean() keyVerified: boolean | null;
  @IsBoolean() changed: boolean;
}

export class CreateBootMediaResult {
  @NestedList(() => BootImageOutcome) images: BootImageOutcome[];
  @NestedList(() => RepositoryOutcome) repositories: RepositoryOutcome[];
}

export class FirmwareFile {
  @IsString() component: string;
  @IsString() version: string;
  @IsOptional() @IsUrl({ require_tld: false }) url?: string;
  @IsOptional() @Matches(sha256) sha256?: string;
  @IsOptional() @IsBoolean() allowDowngrade?: boolean;
}

export class RaidVolume {
  @IsString() name: string;
  @IsIn(['0', '1', '5', '6', '10', '50', '60', 'jbod']) level: string;
  @IsOptional() @IsArray() @IsString({ each: true }) disks?: string[];
  @IsOptional() @IsInt() sizeGb?: number;
}

/** What the design calls a disk of a volume, and which one is meant. */
export class RaidDisk {
  @IsString() name: string;
  @Nested(() => DeviceSelector) selector: DeviceSelector;
}

export class Raid {
  @NestedList(() => RaidVolume) volumes: RaidVolume[];
  /** Those of the volumes' disks that are aliases. The others are called as the controller or the kernel calls them. */
  @IsOptional() @NestedList(() => RaidDisk) devices?: RaidDisk[];
}

export class HardwareDriverPackage {
  @IsString() name: string;
  @IsOptional() @IsString() version?: string;
  @IsOptional() @IsUrl({ require_tld: false }) url?: string;
  @IsOptional() @Matches(sha256) sha256?: string;
}
