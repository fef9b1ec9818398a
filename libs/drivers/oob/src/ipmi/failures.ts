import type { FailureKind } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { IpmiTarget } from './ipmi.settings.js';

/** Why there was no session: `cipher-suite` may go with another one. */
export type Complaint = 'cipher-suite' | FailureKind;

/**
 * What ipmitool says when it is asked to be verbose (-v), and what that means; the first that fits. A wrong password and
 * a silent BMC end in the same last line, but for what stands before it.
 */
const meanings: readonly (readonly [RegExp, Complaint])[] = [
  [/insufficient resources/i, 'busy'],
  [/HMAC is invalid|unauthorized name|invalid name length|invalid integrity check value/i, 'unauthorized'],
  [/unauthorized role|invalid role|Set Session Privilege Level to \w+ failed/i, 'unauthorized'],
  [/(invalid|no matching) (authentication|integrity|confidentiality|cipher)/i, 'cipher-suite'],
  [/unsupported cipher suite|no matching cipher suite/i, 'cipher-suite'],
  [
    /Address lookup for .* failed|Could not open socket|Network is unreachable|Get Auth Capabilities error/i,
    'unreachable',
  ],
  [/Unable to establish/i, 'unreachable'],
];

/** D5h: it may do so when the node is on or off, or when it has come to rest. */
const inAnotherState = /not supported in present state/i;

/** Completion codes by ipmitool's words for them (IPMI 2.0, table 5-2), in a line `… failed: …`. */
const completions: readonly (readonly [RegExp, FailureKind])[] = [
  [/Node busy|Timeout|Out of space|initialization in progress|SDR Repository in update/i, 'busy'],
  // ipmitool writes firmeware.
  [/firme?ware in update|Destination unavailable/i, 'busy'],
  [inAnotherState, 'busy'],
  [/Insufficient privilege/i, 'unauthorized'],
  [/Invalid command|Invalid data field|Parameter (out of range|not supported)|Command not available/i, 'unsupported'],
  [/command disabled|Command illegal for/i, 'unsupported'],
];

/** Refused for the state that the node is in, which time alone may not change. */
export const wantsAnotherState = (error: unknown): error is DriverError =>
  error instanceof DriverError && error.kind === 'busy' && inAnotherState.test(error.message);

/** The BMC has no such thing, or not while the node is as it is. */
export const isNotThere = (error: unknown): error is DriverError =>
  wantsAnotherState(error) ||
  (error instanceof DriverError && (error.kind === 'unsupported' || error.kind === 'rejected'));

/** Only what ipmitool says of the command itself: before it, it asks for extensions that nobody has. */
const ofCommand = /(?:^|\n)([^\n]*\b(?:Unable to|failed|rsp=0x|No response)[^\n]*)/gi;
const ofExtensions = /Get HPM\.x Capabilities|Get VSO|Invalid completion code received/i;

function complaintsIn(stderr: string): string[] {
  return [...stderr.matchAll(ofCommand)]
    .map(([, line = '']) => line.trim())
    .filter((line) => !ofExtensions.test(line) && line !== '');
}

/** Of a FRU that was refused it tells where it would print it; of no response at all, too. */
const absentIn = (printed: string): string | undefined =>
  /Device not present \((?!No Response).*\)/i.exec(printed)?.[0];

export const complaintOf = (stderr: string): Complaint | undefined =>
  meanings.find(([pattern]) => pattern.test(stderr))?.[1];

const advices: Partial<Record<FailureKind, string>> = {
  unauthorized:
    'Check user name and password, that IPMI over LAN is allowed for the account with the privilege that is asked for (options.privilege), and that it is not locked.',
  unreachable:
    'Check address and UDP port, that IPMI over LAN is switched on at the BMC, and that the management network reaches it from here.',
  busy: 'The BMC has too many sessions or is starting; see who else speaks to it. It is tried again.',
};

const anotherState = 'The BMC does this only while the node is in another state: look at its power. It is tried again.';

/** There was no session. */
export function noSession(kind: FailureKind, target: IpmiTarget, evidence: readonly string[]): DriverError {
  const { host } = target;
  const says: Partial<Record<FailureKind, string>> = {
    unauthorized: `the BMC at ${host} does not take the account`,
    unreachable: `the BMC at ${host} does not answer`,
    busy: `the BMC at ${host} has no session left`,
    unsupported: `the BMC at ${host} takes none of the cipher suites that protect a session`,
  };
  const advice =
    kind === 'unsupported'
      ? 'Switch cipher suite 17 or 3 on at the BMC; suites that do not protect the password are not used.'
      : advices[kind];
  return new DriverError(kind, says[kind] ?? `there is no session with the BMC at ${host}`, { evidence, advice });
}

/** A command that ipmitool sent, and how it ended. */
export interface FailedCommand {
  readonly words: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The command changes something. */
  readonly changes: boolean;
}

/** There was a session, and the command did not come to a good end in it. */
export function refusedCommand(target: IpmiTarget, { words, stdout, stderr, changes }: FailedCommand): DriverError {
  const said = complaintsIn(stderr).at(-1) ?? absentIn(stdout) ?? stderr.trim().split('\n').at(-1) ?? '';
  const evidence = [`ipmitool ${words} → ${said}`];
  const answered = /failed: |rsp=0x/.test(said) || absentIn(said) !== undefined;
  if (!answered) {
    return new DriverError('timed-out', `the BMC at ${target.host} did not answer: ${words}`, {
      evidence,
      leftRunning: changes,
    });
  }
  const kind = completions.find(([pattern]) => pattern.test(said))?.[1] ?? 'rejected';
  return new DriverError(kind, `the BMC at ${target.host} refuses: ${said}`, {
    evidence,
    advice: inAnotherState.test(said) ? anotherState : advices[kind],
    loggedIn: kind === 'unauthorized',
  });
}

export const notInstalled = (cause: unknown) =>
  new DriverError('unsupported', 'ipmitool is not installed where the oob service runs', {
    evidence: ['there is no ipmitool on the PATH of the service'],
    advice: 'Install the package ipmitool there (apt-get install ipmitool), and ask again.',
    cause,
  });
