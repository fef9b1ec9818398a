import { DriverError } from '@drydock/driver';

/** Logins that a BMC refused, all with the same credential. */
export interface RefusedLogins {
  readonly count: number;
  /** What the credential is compared by. */
  readonly credential: string;
  /** Of the first refusal; ISO 8601. */
  readonly since: string;
  readonly reason: string;
}

/** Most BMCs lock an account after three to five; some lock everybody out. */
const stopAfter = 2;

export function afterRefusal(
  logins: RefusedLogins | null,
  { credential, reason, now }: { readonly credential: string; readonly reason: string; readonly now: number },
): RefusedLogins {
  const same = logins?.credential === credential ? logins : null;
  return {
    count: (same?.count ?? 0) + 1,
    credential,
    since: same?.since ?? new Date(now).toISOString(),
    reason,
  };
}

/** Whether nobody is to log in with what was refused. */
export const isLockedOut = (logins: RefusedLogins | null): boolean => (logins?.count ?? 0) >= stopAfter;

/** Why this credential is not tried again; null when it may be. */
export function whyNoLogin(logins: RefusedLogins | null, credential: () => string): DriverError | null {
  if (!logins || !isLockedOut(logins) || logins.credential !== credential()) return null;
  return new DriverError(
    'unauthorized',
    `the BMC refused this credential ${logins.count} times: it is not tried again`,
    {
      evidence: [`refused since ${logins.since}`, `the last refusal: ${logins.reason}`],
      advice:
        'Correct the credential in the design and submit it again. If it is right and the BMC was at fault, POST /api/v1/nodes/{name}/try-again lifts this.',
    },
  );
}
