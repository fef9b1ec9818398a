import type { BootDevice } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { textsOf } from '@drydock/redfish';
import { change, lookFor, type Bmc } from './bmc.js';
import { readBootOptions } from './boot-options.js';
import { has, homeOf, readBoot, written, type BootState } from './boot-state.js';

/** The references in the order in which the node tries them, as it was written last. */
export const orderOf = (boot: BootState): string[] => textsOf(written(boot, 'BootOrder'));

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
  const place = (reference: string) => (order.includes(reference) ? order.indexOf(reference) : order.length);
  const [best] = options
    .filter((option) => option.device === device && option.enabled !== false)
    .sort((one, other) => place(one.reference) - place(other.reference));
  if (best === undefined) {
    throw new DriverError('unsupported', `this BMC has no boot override, and no boot option for ${device}`, {
      evidence: [options.length === 0 ? 'it lists no boot options' : `its boot options: ${names(options)}`],
      advice: 'Set the boot order in the BIOS of the node: network first.',
    });
  }
  return { reference: best.reference, first: order[0] === best.reference };
}

const names = (options: readonly { readonly reference: string; readonly name: string | null }[]): string =>
  options.map(({ reference, name }) => `${reference} (${name ?? 'no name'})`).join(', ');

/** Puts options first in the order and reads that back; answers how the BMC shows it then. */
export async function putFirst(bmc: Bmc, boot: BootState, first: readonly string[]): Promise<BootState> {
  const order = withFirst(orderOf(boot), first);
  await change(bmc, homeOf(boot, 'BootOrder'), { Boot: { BootOrder: order } });
  let now = boot;
  await lookFor(bmc, async (found) => {
    now = await readBoot(found);
    return orderOf(now)[0] === first[0];
  });
  if (orderOf(now)[0] === first[0]) return now;
  throw new DriverError('rejected', `the BMC accepted a new boot order but does not show ${first[0] ?? ''} first`, {
    evidence: [`read back: BootOrder=${orderOf(now).join(', ')}`],
    advice: 'Some BMCs refuse a new order while the node starts: try again when it has started or is off.',
  });
}
