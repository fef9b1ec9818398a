import type { ChosenDisk, InventoryDisk } from '@drydock/contracts';

/** The disk in the inventory that was chosen when storage was applied: by WWN, else by serial number, else by name. */
export function findChosen(chosen: ChosenDisk, disks: readonly InventoryDisk[]): InventoryDisk | undefined {
  if (chosen.wwn) return disks.find(({ wwn }) => wwn === chosen.wwn);
  if (chosen.serial) return disks.find(({ serial }) => serial === chosen.serial);
  return disks.find(({ name }) => name === (chosen.name ?? chosen.alias));
}

/** The chosen disks that are no longer there, in words. */
export const missingDisks = (chosen: readonly ChosenDisk[], disks: readonly InventoryDisk[]): string[] =>
  chosen
    .filter((disk) => findChosen(disk, disks) === undefined)
    .map(({ alias, wwn, serial }) => `${alias} (${wwn ?? serial ?? 'no serial number'})`);

/** The disks that an erasure is about: those of the design, as far as they are there, or all. */
export const disksToErase = (
  scope: 'designed' | 'all-local',
  chosen: readonly ChosenDisk[],
  disks: readonly InventoryDisk[],
): InventoryDisk[] =>
  scope === 'all-local' ? [...disks] : disks.filter((disk) => chosen.some((choice) => findChosen(choice, [disk])));
