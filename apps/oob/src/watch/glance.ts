import { canonicalAddress } from '@drydock/contracts';
import { DriverError, type AnyDriver } from '@drydock/driver';
import { openIfSealed, type SealKeys, type SecretHmac } from '@drydock/service';
import type { Observation } from '../bmcs/observations.js';
import { learn, whyNotNow } from '../domain/governor.js';
import type { Watched } from './watch.store.js';

export interface GlanceParts {
  readonly drivers: ReadonlyMap<string, AnyDriver>;
  readonly keys: SealKeys;
  readonly hmac: SecretHmac;
}

/** What a look at a BMC came to. */
export interface Seen {
  /** `left` where nobody is to call the BMC now, or the look was broken off; else the kind of the failure. */
  readonly outcome: 'answered' | 'left' | DriverError['kind'];
  /** What is to be remembered of the BMC from now on; null when that stays. */
  readonly learned: Record<string, unknown> | null;
  readonly observation: Observation | null;
}

/** A BMC that takes longer keeps an action waiting. */
const lookWithinMilliseconds = 10_000;

const left: Seen = { outcome: 'left', learned: null, observation: null };

/** Looks at power and health of one node, if its BMC may be called. Throws only what is no fault of the BMC. */
export async function glance(watched: Watched, parts: GlanceParts, stopping: AbortSignal): Promise<Seen> {
  const { key, node, driver, target, facts } = watched;
  const look = parts.drivers.get(driver)?.look;
  if (!look) return left;
  const credential = await openIfSealed(parts.keys, target.credential, canonicalAddress(target.address, target.port));
  const mark = () => parts.hmac.of(credential);
  const standing = { facts, credential: mark, now: Date.now(), random: Math.random };
  if (whyNotNow(standing)) return left;
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(lookWithinMilliseconds)]);
    const { power, health } = await look({ ...target, credential }, signal);
    const observation = { key, node, power, health, inventory: null };
    return { outcome: 'answered', learned: learn(standing, null), observation };
  } catch (error) {
    if (stopping.aborted) return left;
    const failure = asFailure(error);
    return { outcome: failure.kind, learned: learn(standing, failure), observation: null };
  }
}

function asFailure(error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const late = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  if (!late) throw error;
  return new DriverError('timed-out', `the BMC did not answer within ${lookWithinMilliseconds / 1_000} s`);
}
