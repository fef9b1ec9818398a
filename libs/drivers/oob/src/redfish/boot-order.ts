import type { BootDevice } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { textsOf } from '@drydock/redfish';
import { lookFor, type Bmc } from './bmc.js';
import { readBootOptions, type BootOption } from './boot-options.js';
import { has, homeOf, readBoot, written, type BootState } from './boot-state.js';
import { writeBoot } from './boot-write.js';

/** The references in the order in which the node tries them, as it was written last. */
export const orderOf = (boot: BootState): string[] => textsOf(written(boot, 'BootOrder'));

/** An option as the order has it, where some firmware adds its name: `Boot0019: Ubuntu`. */
export function entryOf(order: readonly string[], { reference, name }: Pick<BootOption, 'reference' | 'name'>): string {
  const own = order.find((entry) => entry === reference || entry.startsWith(`${reference}: `));
  const named = name !== null && order.some((entry) => /^Boot[0-9a-f]{4}: /i.test(entry));
  return own ?? (named ? `${reference}: ${name}` : reference);
}

/** Where an option stands in the order; behind the last where it does not. */
export function placeOf(order: readonly string[], option: Pick<BootOption, 'reference' | 'name'>): number {
  const place = order.indexOf(entryOf(order, option));
  return place === -1 ? order.length : place;
}

/** The order with these first, the rest as it was. */
export const withFirst = (order: readonly string[], first: readonly string[]): string[] => [
  ...first,
  ...order.filter((reference) => !first.includes(reference)),
];

export const startsWith = (order: readonly string[], first: readonly string[]): boolean =>
  first.every((reference, index) => order[index] === reference);

export interface OrderPlan {
  /** The option to come first; undefined where there is nothing to be done. */
  readonly reference?: string;
  readonly first: boolean;
}

/** How a BMC without a boot override is made to boot from a device: its first option of that kind comes first, for good. */
export async function planBootByOrder(bmc: Bmc, boot: BootState, device: BootDevice): Promise<OrderPlan> {
  if (device === 'none' && has(boot, 'BootOrder')) return { first: true };
  const order = orderOf(boot);
  const options = has(boot, 'BootOrder') ? await readBootOptions(bmc) : [];
  const [best] = options
    .filter((option) => option.device === device && option.enabled !== false)
    .sort((one, other) => placeOf(order, one) - placeOf(order, other));
  if (best === undefined) {
    throw new DriverError('unsupported', `this BMC has no boot override, and no boot option for ${device}`, {
      evidence: [options.length === 0 ? 'it lists no boot options' : `its boot options: ${names(options)}`],
      advice: 'Set the boot order in the BIOS of the node: network first.',
    });
  }
  const entry = entryOf(order, best);
  return { reference: entry, first: order[0] === entry };
}

const names = (options: readonly { readonly reference: string; readonly name: string | null }[]): string =>
  options.map(({ reference, name }) => `${reference} (${name ?? 'no name'})`).join(', ');

export interface TakenOrder {
  /** How the BMC shows it then. */
  readonly boot: BootState;
  /** The job that makes it so with the next start, where the BMC leaves it to one; null where it is so already. */
  readonly waitsFor: string | null;
}

/** Puts options first in the order and reads that back. */
export async function putFirst(bmc: Bmc, boot: BootState, first: readonly string[]): Promise<TakenOrder> {
  const order = withFirst(orderOf(boot), first);
  const { redfishTask, monitor } = await writeBoot(bmc, boot, {
    home: homeOf(boot, 'BootOrder'),
    boot: { BootOrder: order },
  });
  let now = boot;
  await lookFor(bmc, async (found) => {
    now = await readBoot(found);
    return orderOf(now)[0] === first[0];
  });
  if (orderOf(now)[0] === first[0]) return { boot: now, waitsFor: null };
  if (redfishTask === 'running') return { boot: now, waitsFor: monitor };
  throw new DriverError('rejected', `the BMC accepted a new boot order but does not show ${first[0] ?? ''} first`, {
    evidence: [`read back: BootOrder=${orderOf(now).join(', ')}`],
    advice: 'Some BMCs refuse a new order while the node starts: try again when it has started or is off.',
  });
}
