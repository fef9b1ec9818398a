import type { InventoryDisk, RaidDisk } from '@drydock/contracts';
import { chooseDisks } from './disk-choice.js';
import { busAliases, kernelNames, type NodeAtBootstrapper } from './found-devices.js';

/** Alias → the disk that it is found to be. */
export type RaidDisks = Readonly<Record<string, string>>;

/**
 * The disks that the volumes of a profile mean by aliases. One that lshw has no device for keeps its name: a controller may show
 * its disks to nobody else, least of all once they are a volume's. What is found must be exactly one disk, or it is `rejected`.
 */
export async function raidDisksOf(
  at: NodeAtBootstrapper,
  { devices, disks }: { readonly devices: readonly RaidDisk[]; readonly disks: readonly InventoryDisk[] },
  signal: AbortSignal,
): Promise<RaidDisks> {
  const found = await kernelNames(at, busAliases(devices), signal);
  const visible = devices.filter(({ name, selector }) => selector.bus === undefined || found.has(name));
  const chosen = chooseDisks(visible, { disks, kernelNames: found });
  return Object.fromEntries(chosen.flatMap(({ alias, name }) => (name === undefined ? [] : [[alias, name]])));
}
