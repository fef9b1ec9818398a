import type { Health, InterrogateOobResult, PowerState } from '@drydock/contracts';
import { isOpen } from '../domain/circuit.js';
import { bmcFacts } from '../domain/governor.js';
import { isLockedOut } from '../domain/lockout.js';
import type { BmcRow } from './bmc.store.js';

/** A node as its BMC showed it last. */
export interface BmcAnswer {
  readonly name: string;
  /** What the BMC is called here: no two actions run on one of these at a time. */
  readonly bmc: string;
  readonly driver: string;
  readonly address: string;
  readonly power: PowerState;
  readonly health: Health;
  /** When it answered last; ISO 8601. */
  readonly seenAt: string | null;
  readonly unreachableSince: string | null;
  readonly circuit: {
    /** `closed`: it is called when needed; `open`: nobody calls before `nextTryAt`. */
    readonly state: 'closed' | 'open';
    readonly failures: number;
    readonly since: string | null;
    readonly nextTryAt: string | null;
    readonly reason: string | null;
  };
  /** Refused logins: with `locked` the credential is not offered again. */
  readonly login: { readonly locked: boolean; readonly refused: number; readonly since: string | null };
  /** Other nodes whose BMC shows the same hardware, by another address or the same one: the design has it more than once. */
  readonly sameHardwareAs: readonly string[];
  readonly revision: number;
}

export interface BmcDetails extends BmcAnswer {
  /** What InterrogateOob found last. */
  readonly inventory: InterrogateOobResult | null;
  readonly inventoryAt: string | null;
}

export function bmcAnswer(row: BmcRow): BmcAnswer {
  const { circuit, refusedLogins } = bmcFacts(row.facts);
  return {
    name: row.node,
    bmc: row.key,
    driver: row.driver,
    address: row.address,
    power: row.power,
    health: row.health,
    seenAt: row.seenAt?.toISOString() ?? null,
    unreachableSince: row.unreachableSince?.toISOString() ?? null,
    circuit: {
      state: isOpen(circuit) ? 'open' : 'closed',
      failures: circuit?.failures ?? 0,
      since: circuit?.since ?? null,
      nextTryAt: circuit?.nextTryAt ?? null,
      reason: circuit?.reason ?? null,
    },
    login: {
      locked: isLockedOut(refusedLogins),
      refused: refusedLogins?.count ?? 0,
      since: refusedLogins?.since ?? null,
    },
    sameHardwareAs: row.sameHardwareAs,
    revision: row.revision,
  };
}
