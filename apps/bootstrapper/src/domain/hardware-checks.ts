import type { HardwareCheck, HardwareItem, NodeInventory } from '@drydock/contracts';

/** The inventory as the checks see it. */
export interface CheckedHardware {
  readonly inventory: NodeInventory;
  readonly biosVersion: string | null;
}

const factOf = (fact: string, { inventory, biosVersion }: CheckedHardware): string | number | null => {
  switch (fact) {
    case 'cpu-count':
      return inventory.cpu.count;
    case 'memory-gib':
      return inventory.memory.totalMiB / 1024;
    case 'disk-count':
      return inventory.disks.length;
    case 'interface-count':
      return inventory.interfaces.length;
    case 'bios-version':
      return biosVersion;
    default:
      return null;
  }
};

/** The check as an item of ConfigureHardware's result: `before` is what is asked for, `after` what was found. A fact that is not known is not verified. */
export function checkHardware(check: HardwareCheck, hardware: CheckedHardware): HardwareItem {
  const found = factOf(check.fact, hardware);
  const enough = check.atLeast === undefined || (typeof found === 'number' && found >= check.atLeast);
  const equal = check.equals === undefined || (found !== null && String(found) === check.equals);
  const asked = [
    ...(check.atLeast === undefined ? [] : [`at least ${check.atLeast}`]),
    ...(check.equals === undefined ? [] : [check.equals]),
  ];
  return {
    kind: 'check',
    name: check.name,
    before: `${check.fact} ${asked.join(' and ')}`.trim(),
    after: found === null ? null : String(found),
    changed: false,
    verified: found !== null && enough && equal,
    resets: 0,
    dataLost: false,
  };
}

/** What is wrong with the hardware, in words; empty when every check holds. */
export const failedChecks = (items: readonly HardwareItem[]): string[] =>
  items
    .filter(({ kind, verified }) => kind === 'check' && !verified)
    .map(({ name, before, after }) => `${name}: asked for ${before}, found ${after ?? 'nothing that says so'}`);
