import type { PortSetup } from './port-setup.js';

/** What was before the first provisioning: the setups of a switch's ports, by their names. */
export type FormerSetups = Readonly<Record<string, PortSetup>>;

/** The setups that are remembered of a switch. What cannot be read is not there. */
export function formerSetups(memory: unknown): FormerSetups {
  return Object.fromEntries(
    entriesOf(memory).flatMap(([port, value]) => {
      const former = formerSetup(value);
      return former ? [[port, former]] : [];
    }),
  );
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

function formerSetup(value: unknown): PortSetup | undefined {
  const fields = Object.fromEntries(entriesOf(value));
  const untagged = numbersOf(fields.untagged);
  const tagged = numbersOf(fields.tagged);
  if (!untagged || !tagged) return undefined;
  return {
    untagged,
    tagged,
    adminUp: typeof fields.adminUp === 'boolean' ? fields.adminUp : null,
    pvid: typeof fields.pvid === 'number' ? fields.pvid : null,
    alias: typeof fields.alias === 'string' ? fields.alias : null,
  };
}

function numbersOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const numbers = value.filter((one) => typeof one === 'number');
  return numbers.length === value.length ? numbers : undefined;
}

/** The same memory without one port. */
export const without = (former: FormerSetups, port: string): FormerSetups =>
  Object.fromEntries(Object.entries(former).filter(([name]) => name !== port));
