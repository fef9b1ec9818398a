import { DriverError } from '@drydock/driver';

/** A BMC that does not answer: how often in a row, and once that was too often, when it is tried next. */
export interface Circuit {
  readonly failures: number;
  /** Of the first of these failures; ISO 8601. */
  readonly since: string;
  /** While it is open nobody tries before this; null while it is closed. */
  readonly nextTryAt: string | null;
  readonly reason: string;
}

/** So many failures in a row open the circuit. */
const openAfter = 3;
const firstWaitSeconds = 15;
const longestWaitSeconds = 300;

/** The circuit after one more call that got no answer. Waits double, and differ by a fifth, so that a rack that comes back is not stormed. */
export function afterSilence(circuit: Circuit | null, silence: Silence): Circuit {
  const { reason, now, random } = silence;
  const failures = (circuit?.failures ?? 0) + 1;
  const since = circuit?.since ?? new Date(now).toISOString();
  if (failures < openAfter) return { failures, since, nextTryAt: null, reason };
  const wait = Math.min(firstWaitSeconds * 2 ** (failures - openAfter), longestWaitSeconds);
  const jittered = wait * (0.8 + 0.4 * random());
  return { failures, since, nextTryAt: new Date(now + jittered * 1_000).toISOString(), reason };
}

export interface Silence {
  readonly reason: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly random: () => number;
}

/** Whether there is a time before which nobody tries. */
export const isOpen = (circuit: Circuit | null): circuit is Circuit & { readonly nextTryAt: string } =>
  typeof circuit?.nextTryAt === 'string';

/** Why nobody is to call now; null when somebody may. At `nextTryAt` one call goes through: a BMC has one caller at a time anyway. */
export function whyNotYet(circuit: Circuit | null, now: number): DriverError | null {
  if (!isOpen(circuit) || Date.parse(circuit.nextTryAt) <= now) return null;
  return new DriverError('unreachable', `the BMC has not answered since ${circuit.since}: no attempt is made now`, {
    evidence: [
      `${circuit.failures} calls in a row got no answer`,
      `the last one: ${circuit.reason}`,
      `the next attempt is made at ${circuit.nextTryAt}`,
    ],
    advice:
      'Check the BMC, its cabling and the management network. POST /api/v1/nodes/{name}/try-again tries it at once.',
    retryAfterSeconds: (Date.parse(circuit.nextTryAt) - now) / 1_000,
  });
}
