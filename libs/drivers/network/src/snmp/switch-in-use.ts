import { canonicalAddress } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { Gathering } from './gathering.js';
import { findPorts, type FoundPort } from './port-facts.js';
import { withSession, type SnmpSession } from './session.js';
import type { SnmpTarget } from './snmp.settings.js';
import { carryOutWrites, type Write } from './writes.js';

/** A port as it was found, and after how many changes it was asked for. */
export interface LookedAt extends FoundPort {
  readonly askedAfter: number;
}

interface To<T> {
  readonly target: SnmpTarget;
  readonly what: T;
}

/** How long one round of writes may take; each request of it has a limit of its own. */
const writesWithinMs = 30_000;

/**
 * One switch, for all actions of this process that are at it. They share its tables, which are long, and its port lists,
 * which hold the bits of all ports: reads that wait become one, and so do writes, of which only one round is under way.
 */
export class SwitchInUse {
  readonly #reads = new Gathering<To<string>, FoundPort>({
    alike: sameTarget,
    whenStopped: 'leaves',
    carryOut: (asked, signal) =>
      onSession(asked, signal, (session, names, { address }) => findPorts(session, address, names)),
  });
  readonly #writes = new Gathering<To<Write>, void>({
    alike: sameTarget,
    // Nobody may look at a port and put it back while a write of it may still arrive.
    whenStopped: 'stays',
    carryOut: (asked) => onSession(asked, AbortSignal.timeout(writesWithinMs), carryOutWrites),
  });
  readonly #inHand = new Set<number>();
  readonly #changedAt = new Map<number, number>();
  #changes = 0;

  /** Reads a port, after this moment. */
  async find(target: SnmpTarget, port: string, signal: AbortSignal): Promise<LookedAt> {
    const askedAfter = this.#changes;
    return { ...(await this.#reads.ask({ target, what: port }, signal)), askedAfter };
  }

  async write(target: SnmpTarget, write: Write, signal: AbortSignal): Promise<void> {
    return this.#writes.ask({ target, what: write }, signal);
  }

  /** Changes a port, unless somebody does so already: a port may be called by several names. */
  async alone<T>({ port: { ifIndex, name }, askedAfter }: LookedAt, change: () => Promise<T>): Promise<T> {
    if (this.#inHand.has(ifIndex) || (this.#changedAt.get(ifIndex) ?? 0) > askedAfter) {
      throw new DriverError('busy', `${name} is being changed by another action, under another name`, {
        advice: 'It is tried again. Call a port by one name everywhere, best by that of the switch (ifName).',
      });
    }
    this.#inHand.add(ifIndex);
    try {
      return await change();
    } finally {
      this.#inHand.delete(ifIndex);
      this.#changes += 1;
      this.#changedAt.set(ifIndex, this.#changes);
    }
  }
}

function sameTarget({ target: one }: To<unknown>, { target: other }: To<unknown>): boolean {
  return one.community === other.community && one.timeoutMs === other.timeoutMs && one.retries === other.retries;
}

async function onSession<T, A>(
  asked: readonly To<T>[],
  signal: AbortSignal,
  work: (session: SnmpSession, all: readonly T[], target: SnmpTarget) => Promise<readonly PromiseSettledResult<A>[]>,
): Promise<readonly PromiseSettledResult<A>[]> {
  const [first] = asked;
  if (!first) return [];
  const all = asked.map(({ what }) => what);
  return withSession(first.target, signal, (session) => work(session, all, first.target));
}

const switches = new Map<string, { readonly theSwitch: SwitchInUse; users: number }>();

/** Lends a switch for as long as `work` takes. */
export async function atSwitch<T>(
  { address, port }: SnmpTarget,
  work: (theSwitch: SwitchInUse) => Promise<T>,
): Promise<T> {
  const key = canonicalAddress(address, port);
  const lent = switches.get(key) ?? { theSwitch: new SwitchInUse(), users: 0 };
  switches.set(key, lent);
  lent.users += 1;
  try {
    return await work(lent.theSwitch);
  } finally {
    lent.users -= 1;
    if (lent.users === 0) switches.delete(key);
  }
}
