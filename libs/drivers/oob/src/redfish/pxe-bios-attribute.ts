import type { ConfigNodePxeParameters } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { JsonObject } from '@drydock/redfish';
import { attributesOf, differing, readBios, writtenAttributes, type Bios } from './bios.js';
import { planAttributes } from './bios-plan.js';
import { nameOf, protocolOf, type PxeMechanism, type PxeScene } from './pxe-plan.js';

/** BIOSes with numbered network devices, each with an interface: `PxeDev1Interface`, `HttpDev1Interface`. */
const prefixes = { pxe: 'PxeDev', http: 'HttpDev' } as const;
const mostDevices = 4;

/** Whether the BIOS has attributes that name the interface to boot from. */
export const hasDeviceAttributes = (bios: Bios | null): boolean =>
  bios !== null && `${prefixes.pxe}1Interface` in attributesOf(bios);

/** The first network device of the BIOS is the interface; it counts from the next start on. */
export const byBiosAttribute: PxeMechanism = async (scene) => {
  const { bmc, wanted } = scene;
  const bios = await readBios(bmc);
  const name = nameOf(scene, wanted.bootMac);
  const { protocol } = protocolOf(wanted);
  if (bios === null || name === null || !(`${prefixes[protocol]}1Interface` in attributesOf(bios))) return null;
  refuseLegacy(bios);
  const goal = wantedAttributes(scene, attributesOf(bios), name);
  const plan = await planAttributes(scene, bios, goal);
  return {
    would: plan.would,
    carryOut: async () => {
      const changed = plan.would.length > 0;
      await plan.carryOut();
      const resetRequired = changed || Object.keys(differing(attributesOf(bios), goal)).length > 0;
      return { mechanism: 'bios-attribute', interface: name, changed, resetRequired };
    },
  };
};

/** In legacy mode the network cards decide, each with a setting of its own. */
function refuseLegacy(bios: Bios): void {
  if (writtenAttributes(bios)['BootMode'] !== 'Bios') return;
  throw new DriverError('unsupported', 'this BIOS boots in legacy mode, where it cannot choose the PXE interface', {
    evidence: ['BIOS attribute BootMode=Bios'],
    advice: 'Set the boot mode of the node to UEFI.',
  });
}

function wantedAttributes(scene: PxeScene, known: JsonObject, name: string): JsonObject {
  const { wanted } = scene;
  const prefix = prefixes[protocolOf(wanted).protocol];
  const fallbacks = (wanted.fallbackMacs ?? []).map((mac) => nameOf(scene, mac)).filter((one) => one !== null);
  const names = [name, ...fallbacks].slice(0, mostDevices);
  const chosen = names.flatMap((one, index) => Object.entries(device(`${prefix}${index + 1}`, one, wanted)));
  const others = wanted.exclusive === true ? rest(prefix, names.length) : [];
  // Only what this BIOS has: the names of the finer attributes differ from one to the next.
  const wantedHere = [...chosen, ...others].filter(([key]) => key in known);
  return Object.fromEntries(wantedHere.map(([key, value]) => [key, asTyped(value, known[key])]));
}

/** Numbers are texts in some BIOSes. */
const asTyped = (value: unknown, known: unknown): unknown =>
  typeof known === 'string' && typeof value === 'number' ? String(value) : value;

function device(prefix: string, name: string, { ipVersion, vlan, httpBootUri }: ConfigNodePxeParameters): JsonObject {
  return {
    [`${prefix}EnDis`]: 'Enabled',
    [`${prefix}Interface`]: name,
    [`${prefix}Protocol`]: ipVersion === 6 ? 'IPv6' : 'IPv4',
    [`${prefix}VlanEnDis`]: vlan === undefined ? 'Disabled' : 'Enabled',
    ...(vlan !== undefined && { [`${prefix}VlanId`]: vlan }),
    ...(httpBootUri !== undefined && { [`${prefix}Uri`]: httpBootUri }),
  };
}

const rest = (prefix: string, used: number): [string, unknown][] =>
  Array.from({ length: mostDevices - used }, (_, index) => [`${prefix}${used + index + 1}EnDis`, 'Disabled']);
