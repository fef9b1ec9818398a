import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { all, Nested } from '../fields.js';
import { bootDevices, type BootDevice } from './actions.js';

const mostPatterns = 50;
const longestPattern = 100;

/** Any of these texts, without regard to case; `*` in one stands for anything. */
const IsPatterns = (): PropertyDecorator =>
  all(IsArray(), ArrayNotEmpty(), ArrayMaxSize(mostPatterns), Length(1, longestPattern, { each: true }));

/** Versions as they are compared, number by number: `6.10.30.00`. */
const IsVersion = (): PropertyDecorator =>
  Matches(/^\d{1,9}(\.\d{1,9}){0,7}$/, { message: '$property must be numbers between dots, such as 6.10.30' });

/** What a BMC says of itself and its node. A rule matches when every fact that it names does; one that is not told matches nothing. */
export class QuirkMatch {
  /** `Vendor` of the service root; where it has none, the manufacturer. */
  @IsOptional() @IsPatterns() vendor?: string[];
  /** `Product` of the service root. */
  @IsOptional() @IsPatterns() product?: string[];
  @IsOptional() @IsPatterns() manufacturer?: string[];
  @IsOptional() @IsPatterns() model?: string[];
  @IsOptional() @IsPatterns() biosVersion?: string[];
  @IsOptional() @IsPatterns() bmcModel?: string[];
  @IsOptional() @IsPatterns() bmcFirmware?: string[];
  @IsOptional() @IsPatterns() redfishVersion?: string[];
  /** The firmware of the BMC is this one or newer. */
  @IsOptional() @IsVersion() firmwareAtLeast?: string;
  /** The firmware of the BMC is older than this one. */
  @IsOptional() @IsVersion() firmwareBelow?: string;
}

export class QuirkBootTarget {
  @IsIn(bootDevices) device: BootDevice;
  /** The BMC's own word. Taken only where the BMC offers it. */
  @IsString() @Length(1, longestPattern) target: string;
}

export const bootRequests = ['with-enabled', 'whole'] as const;
export const tagTellings = ['if-match', 'in-body', 'omit'] as const;

/** What a driver can do otherwise than usual. Those of all rules that match are laid over each other, the operator's last. */
export class QuirkSwitches {
  /** `with-enabled`: never without BootSourceOverrideEnabled. `whole`: target, enabled and mode together, in one place. */
  @IsOptional() @IsIn(bootRequests) bootRequest?: (typeof bootRequests)[number];
  /** The mode is sent once more after the boot device, which resets it. */
  @IsOptional() @IsBoolean() bootModeAfterDevice?: boolean;
  /** False where the mode is shown, but cannot be changed. */
  @IsOptional() @IsBoolean() bootModeWritable?: boolean;
  /** False where `Continuous` is offered, but not kept: the boot device is sent again before each start. */
  @IsOptional() @IsBoolean() continuousBoot?: boolean;
  @IsOptional() @Nested(() => QuirkBootTarget) bootTarget?: QuirkBootTarget;
  /** What the BMC may show in place of the boot device that it was told. */
  @IsOptional() @IsPatterns() bootTargetShownAs?: string[];
  /** How the ETag of what is changed is told. */
  @IsOptional() @IsIn(tagTellings) tag?: (typeof tagTellings)[number];
  /** Reset types that are offered, but do not work. */
  @IsOptional() @IsPatterns() withoutResetTypes?: string[];
  /** How long power stays off in a power cycle. */
  @IsOptional() @IsNumber() @Min(0) @Max(300) offSeconds?: number;
  /** How long the power may take to follow, where the target does not say. */
  @IsOptional() @IsNumber() @Min(1) @Max(3600) settleSeconds?: number;
}

/** A deviation of a vendor, as data: which BMCs, what to do otherwise, and who says so. */
export class QuirkRule {
  @IsString() @MinLength(1) description: string;
  /** Where this is known from: a manual, an issue, an observation. */
  @IsString() @IsNotEmpty() source: string;
  @Nested(() => QuirkMatch) match: QuirkMatch;
  /** BMCs that match as well and are not meant. */
  @IsOptional() @Nested(() => QuirkMatch) unless?: QuirkMatch;
  @Nested(() => QuirkSwitches) switches: QuirkSwitches;
  /** False takes a rule out of use, a built-in one of the same id included. Default true. */
  @IsOptional() @IsBoolean() enabled?: boolean;
}

/** The name of a rule: lower case with dashes. */
export const quirkId = /^[a-z0-9]+(-[a-z0-9]+){0,15}$/;
export const longestQuirkId = 80;
