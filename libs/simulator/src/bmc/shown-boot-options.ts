import type { BootAttempt, BootOption } from '../node/boot-settings.js';
import type { BmcState } from './endpoint.js';

/** A boot option as the BMC shows it: one of the node's, or a group of them. */
export interface ShownOption {
  readonly reference: string;
  readonly displayName: string;
  readonly uefiDevicePath: string;
  readonly alias: 'Pxe' | 'UefiHttp' | 'Hdd';
  /** What of the node it stands for, as the firmware numbers them. */
  readonly options: readonly BootOption[];
}

export function shownOptions(bmc: BmcState): readonly ShownOption[] {
  const { options } = bmc.node.boot;
  switch (bmc.personality.deviations.bootOptions) {
    case 'numbered':
      return options.map((option) => ({ reference: option.reference, ...shownOption(bmc, option), options: [option] }));
    case 'named':
      return options.map((option) => ({
        reference: nameOf(bmc, option),
        ...shownOption(bmc, option),
        options: [option],
      }));
    case 'groups':
      return [group('Network', 'Pxe', options), group('HardDisk', 'Hdd', options)];
    case 'absent':
      return [];
  }
}

const aliasOf = (attempt: BootAttempt): ShownOption['alias'] => {
  if (attempt.kind === 'network') return attempt.protocol === 'pxe' ? 'Pxe' : 'UefiHttp';
  return 'Hdd';
};

const group = (name: string, alias: 'Pxe' | 'Hdd', options: readonly BootOption[]): ShownOption => ({
  reference: name,
  displayName: name,
  uefiDevicePath: '',
  alias,
  options: options.filter(({ attempt }) => (attempt.kind === 'network') === (alias === 'Pxe')),
});

/** How many interfaces come before the one that an option is for; -1 where it is for none. */
export const placeOf = ({ node }: BmcState, { attempt }: BootOption): number =>
  node.hardware.nics.findIndex(({ mac }) => attempt.kind === 'network' && attempt.mac === mac);

const nameOf = (bmc: BmcState, option: BootOption): string => {
  if (option.attempt.kind !== 'network') return 'DISK0';
  return `ME${placeOf(bmc, option)}-${option.attempt.protocol === 'pxe' ? 'PXE' : 'HTTP'}-IP4`;
};

function shownOption(bmc: BmcState, option: BootOption): Omit<ShownOption, 'reference' | 'options'> {
  const { attempt, displayName, uefiDevicePath } = option;
  const alias = aliasOf(attempt);
  const { bootOptionMac } = bmc.personality.deviations;
  if (attempt.kind !== 'network' || bootOptionMac === 'in-path') return { alias, displayName, uefiDevicePath };
  const place = placeOf(bmc, option);
  const protocol = attempt.protocol === 'pxe' ? 'PXE' : 'HTTP';
  const bare = attempt.mac.replaceAll(':', '').toUpperCase();
  return {
    alias,
    displayName:
      bootOptionMac === 'in-name'
        ? `UEFI ${protocol} IPv4 Adapter - ${bare}`
        : `${protocol} Device ${place + 1}: NIC in Slot 1 Port ${place + 1} Partition 1`,
    uefiDevicePath: `VenHw(3A191845-5F86-4E78-8FCE-C4CFF59F9DAA,${place})${attempt.protocol === 'http' ? '/Uri()' : ''}`,
  };
}

/** The boot order of the node in the references that the BMC shows. */
export function shownOrder(bmc: BmcState): string[] {
  const shown = shownOptions(bmc);
  const references = bmc.node.boot.state.order.map(
    (own) => shown.find(({ options }) => options.some(({ reference }) => reference === own))?.reference,
  );
  return [...new Set(references.filter((reference) => reference !== undefined))];
}

/** The boot order of the node that an order of the BMC's references means: within a group all stays as it was. */
export function orderMeantBy(bmc: BmcState, references: readonly string[]): string[] {
  const shown = shownOptions(bmc);
  return references.flatMap((wanted) => {
    const own = shown.find(({ reference }) => reference === wanted)?.options ?? [];
    return bmc.node.boot.state.order.filter((each) => own.some(({ reference }) => reference === each));
  });
}

/** Puts options first in the boot order of the node, in this order. */
export function putFirst({ node: { boot } }: BmcState, first: readonly string[]): void {
  const { order } = boot.state;
  const wanted = [...first, ...order.filter((reference) => !first.includes(reference))];
  if (wanted.some((reference, index) => reference !== order[index])) boot.change({ order: wanted });
}
