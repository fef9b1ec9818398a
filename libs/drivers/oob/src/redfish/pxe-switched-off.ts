import type { JsonObject } from '@drydock/redfish';
import { attributesOf, readBios, type Bios } from './bios.js';
import { planAttributes } from './bios-plan.js';
import { readRegistry, type AttributeFacts } from './bios-registry.js';
import { nameOf, protocolOf, type PxeMechanism, type PxeScene } from './pxe-plan.js';

/** BIOS attributes that switch network boot as a whole, by what makers call them. A suffix differs from BIOS to BIOS. */
const forAll =
  /^(NetworkStack(Settings)?|NetworkStack(Settings)?_(NetworkStack|IPv4PXESupport|IPv6PXESupport)|IPv[46]PXE(Support)?|IPv[46]HTTPSupport|NetworkStack_?IPv[46]\w*)([_#][0-9A-F]{1,4})?$/i;
/** Those that switch it for one socket of one card: which is whose the BIOS does not say. */
const forOne = /^(Slot\d+NicBoot\d+|NicBoot\d+|EmbNic\d*\w*|FlexLom\d+NicBoot\d+|\w*NicBoot\d+)$/i;

const switchedOn: readonly (readonly [unknown, unknown])[] = [
  ['Disabled', 'Enabled'],
  ['Disable', 'Enable'],
  ['Off', 'On'],
  [false, true],
];

/** What turns an attribute on, in its own words; undefined where it is on, or not a switch. */
const onFor = (value: unknown): unknown => switchedOn.find(([off]) => off === value)?.[1];

/** The same for words that only the registry knows, such as `NWSK001Disabled`. */
function onByRegistry(value: unknown, { values, readOnly }: AttributeFacts): unknown {
  if (readOnly) return undefined;
  const isOff = typeof value === 'string' && /disabled?$/i.test(value);
  return onFor(value) ?? (isOff ? values.find((one) => /enabled?$/i.test(one)) : undefined);
}

/** Names of per-interface switches that are off, for an operator to choose from. */
export const offForOne = (attributes: JsonObject): string[] =>
  Object.keys(attributes).filter((key) => forOne.test(key) && onFor(attributes[key]) !== undefined);

/** Network boot is switched off in the BIOS, so that there is no boot option to choose: it is switched on first. */
export const bySwitchingOn: PxeMechanism = async (scene) => {
  const { bmc, wanted } = scene;
  const bios = await readBios(bmc);
  if (bios === null) return null;
  const goal = await switchesOf(scene, bios);
  if (Object.keys(goal).length === 0) return null;
  const { would, carryOut } = await planAttributes(scene, bios, goal);
  return {
    would,
    carryOut: async () => {
      await carryOut();
      const changed = would.length > 0;
      const name = nameOf(scene, wanted.bootMac) ?? wanted.bootMac;
      return { mechanism: 'bios-attribute', interface: name, changed, resetRequired: true };
    },
  };
};

/** The switches to be turned on, told by their names, else by what the registry calls them on the setup screen. */
async function switchesOf({ bmc, wanted }: PxeScene, bios: Bios): Promise<JsonObject> {
  const held = attributesOf(bios);
  const { protocol, ipVersion } = protocolOf(wanted);
  const other = ipVersion === 4 ? /IPv6/i : /IPv4/i;
  const otherProtocol = protocol === 'pxe' ? /HTTP/i : /PXE/i;
  const isMeant = (name: string) => forAll.test(name) && !other.test(name) && !otherProtocol.test(name);
  const byName = Object.keys(held).filter(isMeant);
  if (byName.length > 0) return turnedOn(byName.map((key) => [key, onFor(held[key])]));
  const registry = await readRegistry(bmc, bios);
  const byTitle = [...registry].filter(([key, { displayName }]) => key in held && isMeant(compact(displayName)));
  return turnedOn(byTitle.map(([key, facts]) => [key, onByRegistry(held[key], facts)]));
}

const compact = (title: string): string => title.replace(/[^a-z0-9]/gi, '');

const turnedOn = (switches: readonly (readonly [string, unknown])[]): JsonObject =>
  Object.fromEntries(switches.filter(([, on]) => on !== undefined));
