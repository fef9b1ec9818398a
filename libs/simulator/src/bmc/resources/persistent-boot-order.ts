import { settingsLink } from '../boot-shape.js';
import { paths, type BmcState, type Tree } from '../endpoint.js';
import { link, type JsonObject } from '../json.js';
import { placeOf, putFirst } from '../shown-boot-options.js';
import { checkedOrder } from './oem-order.js';

const bootPath = (bmc: BmcState): string => `${paths.system(bmc)}/Bios/oem/hpe/boot`;

const hasOrder = ({ personality: { deviations } }: BmcState): boolean =>
  deviations.oemBootOrder === 'PersistentBootConfigOrder';

/** The way from the BIOS to the order. */
export const oemBootLink = (bmc: BmcState): JsonObject =>
  hasOrder(bmc) ? { Oem: { Hpe: { Links: { Boot: link(bootPath(bmc)) } } } } : {};

/** A boot order of names such as `NIC.Slot.1.1.IPv4`, whose sources have the MAC in their path. */
export function persistentBootOrder(bmc: BmcState): Tree {
  if (!hasOrder(bmc)) return {};
  const { boot } = bmc.node;
  const path = bootPath(bmc);
  const names = new Map(boot.options.map((option) => [option.reference, nameOf(bmc, option)]));
  const order = () => boot.state.order.map((reference) => names.get(reference) ?? reference);
  const body = (at: string): JsonObject => ({
    '@odata.id': at,
    '@odata.type': '#HpeServerBootSettings.v2_0_0.HpeServerBootSettings',
    Id: 'boot',
    Name: 'Boot Order',
    PersistentBootConfigOrder: order(),
  });
  const sources = boot.options.map((option) => ({
    StructuredBootString: nameOf(bmc, option),
    BootString: option.displayName,
    UEFIDevicePath: option.uefiDevicePath,
  }));
  return {
    [path]: {
      read: () => ({ ...body(path), BootSources: sources, ...settingsLink(`${path}/settings`) }),
    },
    [`${path}/settings`]: {
      read: () => body(`${path}/settings`),
      patch: (change) => {
        const wanted = checkedOrder(change, 'PersistentBootConfigOrder', order());
        const referenceOf = (name: string) => [...names].find(([, known]) => known === name)?.[0] ?? name;
        putFirst(bmc, wanted.map(referenceOf));
      },
    },
  };
}

const nameOf = (bmc: BmcState, option: BmcState['node']['boot']['options'][number]): string => {
  if (option.attempt.kind !== 'network') return 'HD.SD.1.1';
  const ending = option.attempt.protocol === 'pxe' ? 'IPv4' : 'Httpv4';
  return `NIC.Slot.1.${placeOf(bmc, option) + 1}.${ending}`;
};
