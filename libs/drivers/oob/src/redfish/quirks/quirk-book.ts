import type { QuirkRule } from '@drydock/contracts';
import type { RedfishClient, Resource } from '@drydock/redfish';
import { builtInQuirks } from './built-in-quirks.js';
import { factsOf, needsBmc, withBmc } from './quirk-facts.js';
import { applies } from './quirk-match.js';
import { Switches } from './switches.js';

export interface KnownQuirk {
  readonly id: string;
  readonly origin: 'built-in' | 'operator';
  readonly rule: QuirkRule;
}

/** Where a BMC's quirks are looked for, and who wants to know which were applied. */
export interface QuirkQuestion {
  readonly client: RedfishClient;
  readonly system: Resource;
  /** Ids of rules that the target names: they apply, whatever they match. */
  readonly named: readonly string[];
  readonly note: (id: string) => void;
}

/** The rules in use: the built-in ones, with those of the operator in their place and beside them. */
export class QuirkBook {
  #operators: ReadonlyMap<string, QuirkRule> = new Map();

  /** Takes over the operator's rules, all of them. */
  replaceOperators(rules: ReadonlyMap<string, QuirkRule>): void {
    this.#operators = new Map(rules);
  }

  /** Every rule, in the order in which they are laid over each other. */
  list(): KnownQuirk[] {
    const builtIn = Object.entries(builtInQuirks)
      .filter(([id]) => !this.#operators.has(id))
      .map(([id, rule]) => ({ id, origin: 'built-in', rule }) as const);
    return [...builtIn, ...[...this.#operators].map(([id, rule]) => ({ id, origin: 'operator', rule }) as const)];
  }

  /** What is to be done otherwise at this BMC. */
  async switchesFor({ client, system, named, note }: QuirkQuestion): Promise<Switches> {
    const used = this.list().filter(({ rule }) => rule.enabled !== false);
    let facts = factsOf(await client.root(), system);
    const asksMore = used.some(({ rule }) => needsBmc(rule.match) || (rule.unless && needsBmc(rule.unless)));
    if (asksMore) facts = await withBmc(client, system, facts);
    const meant = used.filter(({ id, rule }) => named.includes(id) || applies(rule, facts));
    return new Switches(
      meant.map(({ id, rule }) => ({ id, switches: rule.switches })),
      note,
    );
  }
}

/** The rules of this process. */
export const quirkBook = new QuirkBook();
