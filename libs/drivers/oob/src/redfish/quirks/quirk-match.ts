import type { QuirkMatch, QuirkRule } from '@drydock/contracts';
import type { QuirkFacts } from './quirk-facts.js';

/** Whether a rule is meant for this BMC. */
export const applies = (rule: QuirkRule, facts: QuirkFacts): boolean =>
  matches(rule.match, facts) && !(rule.unless !== undefined && matches(rule.unless, facts));

/** Whether every fact that is named fits. Nothing named fits nothing: a rule for every BMC says `model: ["*"]`. */
function matches({ firmwareAtLeast, firmwareBelow, ...patterns }: QuirkMatch, facts: QuirkFacts): boolean {
  const named = Object.entries(patterns).filter(([, list]) => list !== undefined);
  const versioned = firmwareAtLeast !== undefined || firmwareBelow !== undefined;
  if (named.length === 0 && !versioned) return false;
  const told: Readonly<Record<string, string | null>> = facts;
  return (
    named.every(([fact, list]) => list?.some((pattern) => fits(pattern, told[fact] ?? null))) &&
    (firmwareAtLeast === undefined || compared(facts.bmcFirmware, firmwareAtLeast, (order) => order >= 0)) &&
    (firmwareBelow === undefined || compared(facts.bmcFirmware, firmwareBelow, (order) => order < 0))
  );
}

/** Whether a text fits a pattern in which `*` stands for anything. No regular expression: patterns come from outside. */
export function fits(pattern: string, text: string | null): boolean {
  if (text === null) return false;
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  const value = text.toLowerCase();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let from = first.length;
  for (const piece of rest) {
    const found = value.indexOf(piece, from);
    if (found === -1 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}

/** Compares the first numbers in a text (`iDRAC 6.10.30`) with a version. A text without any is not compared. */
function compared(told: string | null, version: string, wanted: (order: number) => boolean): boolean {
  const numbers = /\d+(\.\d+)*/.exec(told ?? '')?.[0];
  if (numbers === undefined) return false;
  const [one, other] = [numbers, version].map((text) => text.split('.').map(Number));
  for (let place = 0; place < Math.max(one?.length ?? 0, other?.length ?? 0); place += 1) {
    const order = (one?.[place] ?? 0) - (other?.[place] ?? 0);
    if (order !== 0) return wanted(order);
  }
  return wanted(0);
}
