import { DriverError } from '@drydock/driver';
import { describe, expect, it } from 'vitest';
import { bmcFacts, judge, learn, whyNotNow, type Standing } from './governor.js';

const start = Date.parse('2026-03-01T12:00:00Z');
const silent = new DriverError('unreachable', 'nothing listens at 10.0.0.11');
const refused = new DriverError('unauthorized', 'POST Sessions → 401');

const standing = (facts: Record<string, unknown> = {}, more: Partial<Standing> = {}): Standing => ({
  facts,
  credential: () => 'first',
  now: start,
  random: () => 0.5,
  ...more,
});

/** The facts after these failures, one after the other; null is a call that went well. */
function after(failures: readonly (DriverError | null)[], facts: Record<string, unknown> = {}) {
  return failures.reduce((known, failure) => learn(standing(known), failure) ?? known, facts);
}

describe('the circuit of a BMC', () => {
  it('stays closed for one and two failures, and is open after three', () => {
    expect(whyNotNow(standing(after([silent, silent])))).toBeNull();
    const why = whyNotNow(standing(after([silent, silent, silent])));
    expect(why).toMatchObject({ kind: 'unreachable', retryAfterSeconds: 15 });
    expect(why?.evidence.join(' ')).toContain('nothing listens at 10.0.0.11');
  });

  it('lets one call through when its time has come, and waits twice as long after each that fails, five minutes at most', () => {
    const waits = [3, 4, 5, 6, 7, 8, 9].map(
      (failures) => whyNotNow(standing(after(Array(failures).fill(silent))))?.retryAfterSeconds,
    );
    expect(waits).toEqual([15, 30, 60, 120, 240, 300, 300]);
    expect(whyNotNow(standing(after([silent, silent, silent]), { now: start + 15_000 }))).toBeNull();
  });

  it('spreads the next tries of many BMCs by a fifth', () => {
    const facts = after([silent, silent]);
    const waitOf = (random: number) =>
      whyNotNow(standing(learn(standing(facts, { random: () => random }), silent) ?? {}))?.retryAfterSeconds;
    expect([waitOf(0), waitOf(1)]).toEqual([12, 18]);
  });

  it('closes with any answer, a refusal as well', () => {
    const open = after([silent, silent, silent]);
    expect(learn(standing(open), null)).toEqual({});
    expect(learn(standing(open), new DriverError('rejected', 'no'))).toEqual({});
    expect(bmcFacts(learn(standing(open), refused) ?? open).circuit).toBeNull();
  });

  it('remembers nothing of a BMC that answers', () => {
    expect(learn(standing(), null)).toBeNull();
    expect(learn(standing({ powerOwner: 'drydock' }), new DriverError('busy', 'later'))).toBeNull();
  });
});

describe('the guard against locked accounts', () => {
  it('does not count what an account that was let in may not do', () => {
    const notAllowed = new DriverError('unauthorized', 'PATCH Systems/1 → 403', { loggedIn: true });
    expect(after([notAllowed, notAllowed, notAllowed])).toEqual({});
    expect(after([refused, notAllowed])).toEqual({});
    // Nor a login that the BMC had no session for: that is busy.
    expect(after([new DriverError('busy', 'POST Sessions → 503')])).toEqual({});
  });

  it('lets a credential be refused twice, then refuses it itself', () => {
    expect(whyNotNow(standing(after([refused])))).toBeNull();
    expect(whyNotNow(standing(after([refused, refused])))).toMatchObject({ kind: 'unauthorized' });
  });

  it('lets another credential try, which is counted for itself', () => {
    const locked = after([refused, refused]);
    const other = standing(locked, { credential: () => 'second' });
    expect(whyNotNow(other)).toBeNull();
    expect(bmcFacts(learn(other, refused) ?? {}).refusedLogins).toMatchObject({ count: 1, credential: 'second' });
  });

  it('forgets refusals with a login that is taken, and not with silence', () => {
    const once = after([refused]);
    expect(bmcFacts(after([silent], once)).refusedLogins).toMatchObject({ count: 1 });
    expect(learn(standing(once), null)).toEqual({});
  });
});

describe('a request to a BMC', () => {
  const request = { action: 'PowerOnNode', target: { type: 'fake', address: 'bmc', powerOwner: 'bootstrapper' } };

  it('is refused first for its power owner, then for the BMC', () => {
    const open = after([silent, silent, silent]);
    expect(judge(request, standing(open)).refusal).toMatchObject({ kind: 'rejected' });
    const ours = { ...request, target: { type: 'fake', address: 'bmc' } };
    expect(judge(ours, standing(open)).refusal).toMatchObject({ kind: 'unreachable' });
    expect(judge(ours, standing()).refusal).toBeUndefined();
  });
});
