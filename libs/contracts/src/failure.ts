import { IsArray, IsBoolean, IsIn, IsString } from 'class-validator';

/** The first three are tried again inside the same action until its limit; the others end it. */
export const failureKinds = [
  'unreachable',
  'busy',
  'timed-out',
  'unauthorized',
  'unsupported',
  'rejected',
  'not-found',
  'internal',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Why something did not work, in words that an operator can act on. */
export class Failure {
  @IsIn(failureKinds) kind: FailureKind;
  /** What failed, on which node. */
  @IsString() message: string;
  /** What was seen, such as `PATCH /redfish/v1/Systems/1 → 412`. */
  @IsArray() @IsString({ each: true }) evidence: string[];
  /** What to try next. */
  @IsString() advice: string;
  /** True when the target could not be brought to a known state: something may still be going on there. */
  @IsBoolean() leftRunning: boolean;
}
