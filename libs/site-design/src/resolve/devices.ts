import type { DeviceAlias, DeviceSelector } from '@drydock/contracts';
import { parseSize } from '@drydock/hardware-details';
import type { SelectorData } from '../schemas/device-selector.js';
import type { DeviceAliasData } from '../schemas/hardware-profile.js';
import type { DesignedNode, SiteModel } from '../site-model.js';

export type DeviceAliases = Readonly<Record<string, DeviceAliasData>>;

const patternPrefix = 'regexp:';
const none: DeviceAliases = {};

/** Those of the node's hardware profile. */
export const aliasesOf = ({ data }: DesignedNode, model: SiteModel): DeviceAliases =>
  model.hardwareProfiles.get(data.hardware_profile ?? '')?.data.device_aliases ?? none;

/** The members that are aliases for where something is plugged in; the others are kernel names. */
export const memberAliases = (members: readonly string[], aliases: DeviceAliases): DeviceAlias[] =>
  [...new Set(members)].flatMap((name) => {
    const bus = busOf(name, aliases);
    return bus === undefined ? [] : [{ name, ...bus }];
  });

/** How a disk is found: as the storage says, else as the alias of its name says; undefined where its name is the kernel's. */
export function diskSelector(
  name: string,
  own: SelectorData | undefined,
  aliases: DeviceAliases,
): DeviceSelector | undefined {
  const written = own ?? aliasOf(name, aliases)?.selector;
  if (written !== undefined && Object.keys(written).length > 0) return selectorOf(written);
  const bus = busOf(name, aliases);
  return bus === undefined ? undefined : { bus };
}

const aliasOf = (name: string, aliases: DeviceAliases): DeviceAliasData | undefined =>
  Object.hasOwn(aliases, name) ? aliases[name] : undefined;

/** A pattern says itself that it is for PCI; an address without a bus is found nowhere. */
function busOf(name: string, aliases: DeviceAliases): Omit<DeviceAlias, 'name'> | undefined {
  const { address, bus_type: busType } = aliasOf(name, aliases) ?? {};
  if (address === undefined) return undefined;
  if (address.startsWith(patternPrefix)) return { busType: busType ?? 'pci', address };
  return busType === undefined ? undefined : { busType, address };
}

const selectorOf = ({ path, size, ...same }: SelectorData): DeviceSelector => ({
  ...same,
  ...(path === undefined ? {} : { byPath: path }),
  ...(size === undefined ? {} : sizesOf(size)),
});

/** A disk that is sold as 480 GB has some bytes more: what counts is how many whole units it has. */
function sizesOf(text: string): Pick<DeviceSelector, 'minSizeBytes' | 'maxSizeBytes'> {
  const [, atLeast, digits = '', unit = ''] = /^(>=)?(\d+)(\w+)$/.exec(text) ?? [];
  const bytes = parseSize(`1${unit}`)?.amount.value ?? 1;
  const minSizeBytes = Math.max(1, Number(digits) * bytes);
  return atLeast === undefined ? { minSizeBytes, maxSizeBytes: (Number(digits) + 1) * bytes - 1 } : { minSizeBytes };
}
