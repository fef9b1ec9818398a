import type { ConfigNodePxeParameters, PxeNicSelection } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { attributesOf, readBios } from './bios.js';
import type { BiosScene } from './bios-plan.js';
import type { Bmc } from './bmc.js';
import { readBootOptions, type BootOption } from './boot-options.js';
import { readBoot } from './boot-state.js';
import { findInterfaces, type FoundInterface } from './interfaces.js';
import { hostMac } from './mac.js';
import { oemOrders } from './oem-orders.js';
import { byBiosAttribute, hasDeviceAttributes } from './pxe-bios-attribute.js';
import { byBootOption, hasBootOptions } from './pxe-boot-option.js';
import { byOemOrder } from './pxe-oem-order.js';
import { nameOf, protocolOf, type PxePlan, type PxeScene } from './pxe-plan.js';
import { bySwitchingOn, offForOne } from './pxe-switched-off.js';

/** How the interface with the boot MAC can be chosen here, the better way first. Throws where there is none. */
export async function planPxe({ bmc, context }: BiosScene, wanted: ConfigNodePxeParameters): Promise<PxePlan> {
  const interfaces = await findInterfaces(bmc);
  const options = withMacs(await readBootOptions(bmc), interfaces);
  const scene: PxeScene = { bmc, context, wanted, options, interfaces, boot: await readBoot(bmc) };
  const macs = macsOf(scene);
  if (!macs.includes(wanted.bootMac) && macs.length > 0) throw noSuchInterface(wanted.bootMac, macs);
  for (const mechanism of [byBootOption, byBiosAttribute, byOemOrder, bySwitchingOn]) {
    const plan = await mechanism(scene);
    if (plan !== null) return plan;
  }
  const bios = await readBios(bmc);
  const off = bios === null ? [] : offForOne(attributesOf(bios));
  const orders = await oemOrders(bmc);
  throw hasBootOptions(scene) || orders.length > 0 || off.length > 0 ? noSuchOption(scene, off) : cannotChoose(scene);
}

/** How this BMC lets the interface be chosen. */
export async function pxeNicSelection(bmc: Bmc, options: readonly BootOption[]): Promise<PxeNicSelection> {
  if (hasBootOptions({ options, boot: await readBoot(bmc) })) return 'boot-option';
  if (hasDeviceAttributes(await readBios(bmc))) return 'bios-attribute';
  return (await oemOrders(bmc)).length > 0 ? 'oem-order' : 'unsupported';
}

/** Some options name no MAC, but the resource of their interface. */
const withMacs = (options: readonly BootOption[], interfaces: readonly FoundInterface[]): BootOption[] =>
  options.map((option) => {
    const own = interfaces.find(({ paths }) => paths.some((path) => option.about.includes(path)));
    return { ...option, mac: option.mac ?? own?.mac ?? null };
  });

const macsOf = ({ interfaces, options }: PxeScene): string[] => [
  ...new Set([...interfaces.map(({ mac }) => mac), ...options.map(({ mac }) => hostMac(mac)).filter(isMac)]),
];

const isMac = (mac: string | null): mac is string => mac !== null;

const noSuchInterface = (mac: string, macs: readonly string[]) =>
  new DriverError('not-found', `this node has no interface with the MAC ${mac}`, {
    evidence: [`its MACs: ${macs.join(', ')}`],
    advice: 'Correct boot_mac of the node in the design, or the address of its BMC.',
  });

const cannotChoose = ({ options }: PxeScene) =>
  new DriverError('unsupported', 'this BMC cannot choose the interface that the node boots from', {
    evidence: [
      options.length === 0 ? 'it lists no boot options' : 'none of its boot options names a MAC',
      'no BIOS attribute and no boot order of its maker names an interface',
    ],
    advice: 'Put the interface first in the boot order of the BIOS by hand; SetNodeBoot pxe works all the same.',
  });

function noSuchOption(scene: PxeScene, off: readonly string[]) {
  const { options, wanted } = scene;
  const { protocol, ipVersion, vlan } = protocolOf(wanted);
  const own = options.filter(({ mac }) => mac === wanted.bootMac);
  const meant = `${protocol} over IPv${ipVersion}${vlan === null ? '' : ` in VLAN ${vlan}`}`;
  const known = own.map((one) => `${one.reference}: ${one.protocol} over IPv${one.ipVersion}`);
  const name = nameOf(scene, wanted.bootMac);
  return new DriverError('not-found', `the interface ${wanted.bootMac} has no boot option for ${meant}`, {
    evidence: [
      ...(known.length > 0 ? known : [`${name ?? wanted.bootMac} has no boot option at all`]),
      ...(off.length > 0 ? [`switched off in the BIOS: ${off.join(', ')}`] : []),
    ],
    advice: 'Switch network boot on for this interface in the BIOS of the node, restart it, and try again.',
  });
}
