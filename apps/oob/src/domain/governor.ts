import type { ActionRequest } from '@drydock/contracts';
import type { DriverError } from '@drydock/driver';
import { afterSilence, whyNotYet, type Circuit } from './circuit.js';
import { afterRefusal, whyNoLogin, type RefusedLogins } from './lockout.js';
import { judgePowerOwner, type Judgement } from './power-owner.js';

/** What the oob service remembers of a BMC; null where there is nothing to remember. */
export interface BmcFacts {
  readonly circuit: Circuit | null;
  readonly refusedLogins: RefusedLogins | null;
}

/** What a call is judged by. */
export interface Standing {
  /** What is remembered of the BMC. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What the credential is compared by. */
  readonly credential: () => string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Decides whether a BMC may be called now, whoever asks: its power has an owner, a silent one is left in peace for a
 * while, a refused credential is not offered until the account is locked. What it goes by is kept with the target that
 * its holder alone may write, so that it holds across replicas and restarts.
 */
export function judge(request: ActionRequest, standing: Standing): Judgement {
  const verdict = judgePowerOwner(request, standing.facts);
  if (verdict.refusal) return verdict;
  const refusal = whyNotNow(standing);
  return refusal ? { ...verdict, refusal } : verdict;
}

/** Why nobody is to call the BMC now; null when somebody may. */
export function whyNotNow({ facts, credential, now }: Standing): DriverError | null {
  const { circuit, refusedLogins } = bmcFacts(facts);
  return whyNoLogin(refusedLogins, credential) ?? whyNotYet(circuit, now);
}

/** The facts after a call; null when they stay. Any answer, also a refusal, shows that the BMC is there. */
export function learn(standing: Standing, failure: DriverError | null): Record<string, unknown> | null {
  const { facts, credential, now, random } = standing;
  const { circuit, refusedLogins } = bmcFacts(facts);
  const reason = failure?.message ?? '';
  switch (failure?.kind) {
    case 'unreachable':
    case 'timed-out':
      return { ...facts, circuit: afterSilence(circuit, { reason, now, random }) };
    case 'unauthorized':
      // Who was let in and may not do this is not locked out for asking again.
      if (failure.loggedIn) return circuit || refusedLogins ? without(facts, 'circuit', 'refusedLogins') : null;
      return {
        ...without(facts, 'circuit'),
        refusedLogins: afterRefusal(refusedLogins, { credential: credential(), reason, now }),
      };
    case undefined:
      return circuit || refusedLogins ? without(facts, 'circuit', 'refusedLogins') : null;
    default:
      return circuit ? without(facts, 'circuit') : null;
  }
}

/** What is remembered, as it was written by this service. */
export function bmcFacts(facts: Readonly<Record<string, unknown>>): BmcFacts {
  const { circuit, refusedLogins } = facts;
  return {
    circuit: isCircuit(circuit) ? circuit : null,
    refusedLogins: isRefusedLogins(refusedLogins) ? refusedLogins : null,
  };
}

const isCircuit = (value: unknown): value is Circuit =>
  typeof value === 'object' && value !== null && 'failures' in value && 'since' in value && 'nextTryAt' in value;

const isRefusedLogins = (value: unknown): value is RefusedLogins =>
  typeof value === 'object' && value !== null && 'count' in value && 'credential' in value && 'since' in value;

const without = (facts: Readonly<Record<string, unknown>>, ...names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));
