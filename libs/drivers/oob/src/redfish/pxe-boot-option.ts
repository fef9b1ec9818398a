import type { ConfigNodePxeParameters, ConfigNodePxeResult } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { RedfishError, textsOf, type JsonObject } from '@drydock/redfish';
import { change } from './bmc.js';
import type { BootOption } from './boot-options.js';
import { entryOf, orderOf, placeOf, putFirst, startsWith, withFirst } from './boot-order.js';
import { has, homeOf, readBoot, shown, written, type BootState } from './boot-state.js';
import { mayPass } from './failures.js';
import { byOemOrder } from './pxe-oem-order.js';
import { rememberOrder, waitingOrder } from './waiting-order.js';
import { nameOf, protocolOf, type PxeMechanism, type PxeScene } from './pxe-plan.js';

/** Whether the boot options tell interfaces apart, and their order can be changed. */
export const hasBootOptions = ({ options, boot }: Pick<PxeScene, 'options' | 'boot'>): boolean =>
  has(boot, 'BootOrder') && options.some(({ mac }) => mac !== null);

/** The boot option of the interface comes first in the boot order. */
export const byBootOption: PxeMechanism = async (scene) => {
  const { boot, options, wanted } = scene;
  if (!hasBootOptions(scene)) return null;
  const option = bestOption(scene, wanted.bootMac);
  if (option === undefined) return null;
  const fallbacks = (wanted.fallbackMacs ?? []).map((mac) => bestOption(scene, mac));
  const chosen = [option, ...fallbacks.filter((one) => one !== undefined)];
  const first = chosen.map((one) => entryOf(orderOf(boot), one));
  const order = (await waitingOrder(scene)) ?? orderOf(boot);
  const toDisable = wanted.exclusive === true ? othersToDisable(options, chosen) : [];
  const plan: Chosen = {
    option,
    first,
    toDisable,
    toEnable: option.enabled === false ? [option] : [],
    order: startsWith(order, first) ? null : withFirst(order, first),
    uri: httpUri(boot, wanted),
  };
  return { would: inWords(plan), carryOut: () => carryOut(scene, plan) };
};

interface Chosen {
  readonly option: BootOption;
  readonly first: readonly string[];
  readonly toDisable: readonly BootOption[];
  readonly toEnable: readonly BootOption[];
  /** The order to be written; null where it is so already. */
  readonly order: readonly string[] | null;
  readonly uri: JsonObject;
}

const inWords = ({ order, uri, toDisable, toEnable }: Chosen): string[] => [
  ...Object.entries({ ...(order && { BootOrder: order }), ...uri }).map(
    ([key, value]) => `set ${key} to ${JSON.stringify(value)}`,
  ),
  ...toEnable.map(({ reference }) => `switch ${reference} on`),
  ...toDisable.map(({ reference }) => `switch ${reference} off`),
];

async function carryOut(scene: PxeScene, plan: Chosen): Promise<ConfigNodePxeResult> {
  const { bmc, boot, wanted } = scene;
  const { option, first, order, uri } = plan;
  for (const { resource } of plan.toEnable) await change(bmc, resource, { BootOptionEnabled: true });
  for (const { resource } of plan.toDisable) await change(bmc, resource, { BootOptionEnabled: false });
  for (const [key, value] of Object.entries(uri)) await change(bmc, homeOf(boot, key), { Boot: { [key]: value } });
  let now = boot;
  try {
    if (order === null) now = await readBoot(bmc);
    else {
      const taken = await putFirst(bmc, boot, first);
      now = taken.boot;
      await rememberOrder(scene, taken.waitsFor === null ? null : { order, job: taken.waitsFor });
    }
  } catch (error) {
    const other = isNotWritable(error) ? await byOemOrder(scene) : null;
    if (other === null) throw error;
    return other.carryOut();
  }
  return {
    mechanism: 'boot-option',
    interface: nameOf(scene, wanted.bootMac) ?? option.name ?? option.reference,
    changed: inWords(plan).length > 0,
    resetRequired: placeOf(textsOf(shown(now, 'BootOrder')), option) !== 0,
  };
}

/** Some show a boot order and take it only in a form of their own. */
const isNotWritable = (error: unknown): boolean =>
  error instanceof RedfishError && !mayPass(error) && ([400, 405].includes(error.status) || error.status < 300);

/** The option of this interface for the wanted protocol; where there are several, the one that is on and comes first. */
function bestOption({ options, wanted, boot }: PxeScene, mac: string): BootOption | undefined {
  const { protocol, ipVersion, vlan } = protocolOf(wanted);
  const order = orderOf(boot);
  const place = (option: BootOption) => (option.enabled === false ? 10_000 : 0) + placeOf(order, option);
  return options
    .filter((option) => option.mac === mac && option.protocol === protocol)
    .filter((option) => option.ipVersion === ipVersion && option.vlan === vlan)
    .sort((one, other) => place(one) - place(other))[0];
}

function httpUri(boot: BootState, { protocol, httpBootUri }: ConfigNodePxeParameters): JsonObject {
  if (protocol !== 'http' || httpBootUri === undefined || written(boot, 'HttpBootUri') === httpBootUri) return {};
  if (has(boot, 'HttpBootUri')) return { HttpBootUri: httpBootUri };
  throw new DriverError('unsupported', 'this BMC does not take the URI to boot from', {
    advice: 'Leave httpBootUri out and announce it by DHCP.',
  });
}

function othersToDisable(options: readonly BootOption[], kept: readonly BootOption[]): BootOption[] {
  const others = options.filter((option) => option.mac !== null && !kept.includes(option));
  const stuck = others.filter(({ enabled }) => enabled === null);
  if (stuck.length === 0) return others.filter(({ enabled }) => enabled === true);
  throw new DriverError('unsupported', 'this BMC cannot switch PXE off on the other interfaces', {
    evidence: stuck.map(({ reference, name }) => `${reference} (${name ?? 'no name'}) cannot be switched off`),
    advice: 'Leave exclusive out: the interface comes first in the boot order anyway.',
  });
}
