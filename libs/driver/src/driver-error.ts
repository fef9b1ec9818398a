import type { FailureKind } from '@drydock/contracts';

export interface DriverErrorDetails {
  /** What was seen, such as `PATCH /redfish/v1/Systems/1 → 412`. No secrets. */
  readonly evidence?: readonly string[];
  /** What the operator could try. */
  readonly advice?: string;
  /** How long the target asked to be left alone (a `Retry-After`). */
  readonly retryAfterSeconds?: number;
  /** True when something may still be going on at the target. */
  readonly leftRunning?: boolean;
  /** True when the account was let in, and may only not do this: no login was refused. For `unauthorized`. */
  readonly loggedIn?: boolean;
  readonly cause?: unknown;
}

/** Why a driver could not do what it was asked. The kind decides whether it is tried again. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly evidence: readonly string[];
  readonly advice: string;
  readonly retryAfterSeconds: number | undefined;
  readonly leftRunning: boolean;
  readonly loggedIn: boolean;

  constructor(
    readonly kind: FailureKind,
    message: string,
    details: DriverErrorDetails = {},
  ) {
    super(withoutControlCharacters(message), { cause: details.cause });
    this.evidence = (details.evidence ?? []).map(withoutControlCharacters);
    this.advice = details.advice ?? adviceFor[kind];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.leftRunning = details.leftRunning ?? false;
    this.loggedIn = details.loggedIn ?? false;
  }
}

const adviceFor: Record<FailureKind, string> = {
  unreachable: 'Check the address, the cabling and that the management network reaches it from here.',
  busy: 'Wait until the target has finished what it is doing, then try again.',
  'timed-out': 'See in the evidence what was waited for, and give the action more time if that is slow here.',
  unauthorized: 'Check user name and password, and that the account is not locked.',
  unsupported: 'This hardware cannot do it; do it by hand or choose another way in the design.',
  rejected: 'Correct the design or the request as the message says.',
  'not-found': 'Check the name in the design against those in the evidence.',
  internal: 'Report this as a defect of Drydock, with the evidence.',
};

/** The failures that may pass by themselves: tried again inside the same action, until its limit. */
export const isPassing = (kind: FailureKind): boolean =>
  kind === 'unreachable' || kind === 'busy' || kind === 'timed-out';

/** Text from outside, fit for a log line or an operator's terminal: control characters out, at most 2,000 characters. */
export const withoutControlCharacters = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- these are exactly the characters that must not pass
  text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 2000);
