import type { ConfigNodePxeParameters, ConfigNodePxeResult } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { textsOf, type JsonObject } from '@drydock/redfish';
import { lookFor, type Bmc } from './bmc.js';
import { readBootOptions, type BootOption } from './boot-options.js';
import { has, homeOf, readBoot, shown, written, type BootState } from './boot-state.js';
import { hostInterfaces } from './interfaces.js';

/** What is to be written so that the node boots from the interface with the boot MAC. */
export interface PxePlan {
  readonly boot: BootState;
  readonly option: BootOption;
  /** The BMC's name for the interface. */
  readonly interfaceName: string;
  readonly change: JsonObject;
  /** Options of other interfaces that are to be switched off. */
  readonly toDisable: readonly BootOption[];
}

/** How the boot MAC can be chosen here: by its boot option. Throws where there is no such way. */
export async function planPxe(bmc: Bmc, wanted: ConfigNodePxeParameters): Promise<PxePlan> {
  const options = await readBootOptions(bmc);
  const interfaces = await hostInterfaces(bmc);
  const macs = interfaces.map(({ mac }) => mac);
  const boot = await readBoot(bmc);
  if (!macs.includes(wanted.bootMac) && macs.length > 0) throw noSuchInterface(wanted.bootMac, macs);
  if (options.every(({ mac }) => mac === null) || !has(boot, 'BootOrder')) throw cannotChoose(options);
  const order = textsOf(written(boot, 'BootOrder'));
  const option = bestOption(options, wanted.bootMac, { wanted, order });
  if (option === undefined) throw noSuchOption(options, wanted);
  const fallbacks = (wanted.fallbackMacs ?? []).map((mac) => bestOption(options, mac, { wanted, order }));
  const first = [option, ...fallbacks.filter((one) => one !== undefined)].map(({ reference }) => reference);
  return {
    boot,
    option,
    interfaceName: interfaces.find(({ mac }) => mac === wanted.bootMac)?.name ?? option.name ?? option.reference,
    change: {
      ...(!startsWith(order, first) && { BootOrder: [...first, ...order.filter((one) => !first.includes(one))] }),
      ...httpUri(boot, wanted),
    },
    toDisable: wanted.exclusive ? othersToDisable(options, first) : [],
  };
}

/** Writes the plan and reads it back. */
export async function carryOutPxe(bmc: Bmc, plan: PxePlan): Promise<ConfigNodePxeResult> {
  const { boot, option, interfaceName, change, toDisable } = plan;
  for (const { resource } of toDisable) await bmc.client.patch(resource, { BootOptionEnabled: false });
  for (const [key, value] of Object.entries(change))
    await bmc.client.patch(homeOf(boot, key), { Boot: { [key]: value } });
  const changed = toDisable.length > 0 || Object.keys(change).length > 0;
  let now = boot;
  const isFirst = () => textsOf(written(now, 'BootOrder'))[0] === option.reference;
  if (changed) {
    await lookFor(bmc, async (found) => {
      now = await readBoot(found);
      return isFirst();
    });
  }
  if (!isFirst()) {
    throw new DriverError('rejected', `the BMC accepted a new boot order but does not show ${option.reference} first`, {
      evidence: [`read back: BootOrder=${textsOf(written(now, 'BootOrder')).join(', ')}`],
      advice: 'Some BMCs refuse a new order while the node starts: try again when it has started or is off.',
    });
  }
  const resetRequired = textsOf(shown(now, 'BootOrder'))[0] !== option.reference;
  return { mechanism: 'boot-option', interface: interfaceName, changed, resetRequired };
}

interface Choice {
  readonly wanted: ConfigNodePxeParameters;
  readonly order: readonly string[];
}

/** The option of this interface for the wanted protocol; where there are several, the one that is on and comes first. */
function bestOption(options: readonly BootOption[], mac: string, { wanted, order }: Choice): BootOption | undefined {
  const { protocol = 'pxe', ipVersion = 4, vlan = null } = wanted;
  const place = ({ reference, enabled }: BootOption) =>
    (enabled === false ? 10_000 : 0) + (order.includes(reference) ? order.indexOf(reference) : 1_000);
  return options
    .filter((option) => option.mac === mac && option.protocol === protocol)
    .filter((option) => option.ipVersion === ipVersion && option.vlan === vlan)
    .sort((one, other) => place(one) - place(other))[0];
}

const startsWith = (order: readonly string[], first: readonly string[]): boolean =>
  first.every((reference, index) => order[index] === reference);

function httpUri(boot: BootState, { protocol, httpBootUri }: ConfigNodePxeParameters): JsonObject {
  if (protocol !== 'http' || httpBootUri === undefined || written(boot, 'HttpBootUri') === httpBootUri) return {};
  if (has(boot, 'HttpBootUri')) return { HttpBootUri: httpBootUri };
  throw new DriverError('unsupported', 'this BMC does not take the URI to boot from', {
    advice: 'Leave httpBootUri out and announce it by DHCP.',
  });
}

function othersToDisable(options: readonly BootOption[], kept: readonly string[]): BootOption[] {
  const others = options.filter(({ mac, reference }) => mac !== null && !kept.includes(reference));
  const stuck = others.filter(({ enabled }) => enabled === null);
  if (stuck.length === 0) return others.filter(({ enabled }) => enabled === true);
  throw new DriverError('unsupported', 'this BMC cannot switch PXE off on the other interfaces', {
    evidence: stuck.map(({ reference, name }) => `${reference} (${name ?? 'no name'}) cannot be switched off`),
    advice: 'Leave exclusive out: the interface comes first in the boot order anyway.',
  });
}

const noSuchInterface = (mac: string, macs: readonly string[]) =>
  new DriverError('not-found', `this node has no interface with the MAC ${mac}`, {
    evidence: [`its MACs: ${macs.join(', ')}`],
    advice: 'Correct boot_mac of the node in the design, or the address of its BMC.',
  });

const cannotChoose = (options: readonly BootOption[]) =>
  new DriverError('unsupported', 'this BMC cannot choose the interface that the node boots from', {
    evidence: [options.length === 0 ? 'it lists no boot options' : 'none of its boot options names a MAC'],
    advice: 'Put the interface first in the boot order of the BIOS by hand; SetNodeBoot pxe works all the same.',
  });

function noSuchOption(
  options: readonly BootOption[],
  { bootMac, protocol = 'pxe', ipVersion = 4, vlan }: ConfigNodePxeParameters,
) {
  const own = options.filter(({ mac }) => mac === bootMac);
  const wanted = `${protocol} over IPv${ipVersion}${vlan === undefined ? '' : ` in VLAN ${vlan}`}`;
  const evidence = own.map((one) => `${one.reference}: ${one.protocol} over IPv${one.ipVersion}`);
  return new DriverError('not-found', `the interface ${bootMac} has no boot option for ${wanted}`, {
    evidence: evidence.length > 0 ? evidence : ['it has no boot option at all'],
    advice: 'Switch network boot on for this interface in the BIOS of the node, restart it, and try again.',
  });
}
