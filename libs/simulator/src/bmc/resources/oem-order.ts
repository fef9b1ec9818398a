import { paths, type BmcState, type Tree } from '../endpoint.js';
import { collection, link, type JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';
import { putFirst } from '../shown-boot-options.js';

const kindOf = ({ personality: { deviations } }: BmcState) => deviations.oemBootOrder;

const fixedPath = (bmc: BmcState): string => `${paths.system(bmc)}/Oem/Supermicro/FixedBootOrder`;
const settingsPath = (bmc: BmcState): string => `${paths.system(bmc)}/Oem/Lenovo/BootSettings`;

/** The way from the system to the boot order of its maker. */
export function oemOrderLink(bmc: BmcState): JsonObject {
  switch (kindOf(bmc)) {
    case 'FixedBootOrder':
      return { Oem: { Supermicro: { FixedBootOrder: link(fixedPath(bmc)) } } };
    case 'BootOrderNext':
      return { Oem: { Lenovo: { BootSettings: link(settingsPath(bmc)) } } };
    default:
      return {};
  }
}

/** Boot orders that stand beside the standard one, each in the shape of its maker. */
export function oemOrder(bmc: BmcState): Tree {
  switch (kindOf(bmc)) {
    case 'FixedBootOrder':
      return fixedBootOrder(bmc);
    case 'BootOrderNext':
      return bootSettings(bmc);
    default:
      return {};
  }
}

/** An order as it was written; refused when it has not each known entry once. */
export function checkedOrder(change: Record<string, unknown>, key: string, known: readonly string[]): string[] {
  const { [key]: value, ...rest } = change;
  const unknown = Object.keys(rest).filter((name) => !name.startsWith('@'));
  const wanted = Array.isArray(value) ? value.map(String) : [];
  const isComplete = wanted.length === known.length && known.every((entry) => wanted.includes(entry));
  const messages = [
    ...unknown.map((name) => propertyMessages.unknown(name)),
    ...(isComplete ? [] : [propertyMessages.notInList(key, wanted.join(', '))]),
  ];
  if (messages.length > 0) throw badRequest(messages);
  return wanted;
}

/** The interfaces in the order of the node, each with its MAC at the end. */
function networkOrder({ node: { boot } }: BmcState) {
  const entries = boot.options.flatMap(({ reference, attempt }) =>
    attempt.kind === 'network' && attempt.protocol === 'pxe'
      ? [{ reference, entry: `UEFI PXE IPv4 Adapter - ${attempt.mac.replaceAll(':', '').toUpperCase()}` }]
      : [],
  );
  const byReference = new Map(entries.map(({ reference, entry }) => [reference, entry]));
  return {
    shown: () => boot.state.order.map((one) => byReference.get(one)).filter((entry) => entry !== undefined),
    referenceOf: (wanted: string) => entries.find(({ entry }) => entry === wanted)?.reference ?? wanted,
  };
}

const groups = ['UEFI Hard Disk', 'UEFI Network', 'UEFI CD/DVD'];

/** Groups of devices, and the interfaces of the group for the network. */
function fixedBootOrder(bmc: BmcState): Tree {
  const path = fixedPath(bmc);
  const { shown, referenceOf } = networkOrder(bmc);
  const { boot } = bmc.node;
  const isDisk = (reference: string | undefined) =>
    boot.options.find((option) => option.reference === reference)?.attempt.kind === 'disk';
  const shownGroups = () =>
    isDisk(boot.state.order[0]) ? groups : [groups[1] ?? '', groups[0] ?? '', groups[2] ?? ''];
  return {
    [path]: {
      read: () => ({
        '@odata.id': path,
        '@odata.type': '#FixedBootOrder.v1_1_0.FixedBootOrder',
        Id: 'FixedBootOrder',
        Name: 'Fixed Boot Order',
        FixedBootOrder: shownGroups(),
        'FixedBootOrder@Redfish.AllowableValues': groups,
        UEFINetwork: shown(),
      }),
      patch: ({ FixedBootOrder = shownGroups(), UEFINetwork = shown(), ...rest }) => {
        const group = checkedOrder({ FixedBootOrder, ...rest }, 'FixedBootOrder', groups);
        const interfaces = checkedOrder({ UEFINetwork }, 'UEFINetwork', shown()).map(referenceOf);
        const disks = boot.state.order.filter(isDisk);
        const networkFirst = group.indexOf('UEFI Network') < group.indexOf('UEFI Hard Disk');
        putFirst(bmc, networkFirst ? interfaces : [...disks, ...interfaces]);
      },
    },
  };
}

/** One resource for each group of devices; what is written is the next order. */
function bootSettings(bmc: BmcState): Tree {
  const path = settingsPath(bmc);
  const network = `${path}/BootOrder.NetworkBootOrder`;
  const { shown, referenceOf } = networkOrder(bmc);
  return {
    [path]: { read: () => collection('LenovoBootOrderCollection', path, [network]) },
    [network]: {
      read: () => ({
        '@odata.id': network,
        '@odata.type': '#LenovoBootOrder.v1_0_0.LenovoBootOrder',
        Id: 'BootOrder.NetworkBootOrder',
        Name: 'Network Boot Order',
        BootOrderSupported: shown(),
        BootOrderCurrent: shown(),
        BootOrderNext: shown(),
      }),
      patch: (change) => {
        const wanted = checkedOrder(change, 'BootOrderNext', shown()).map(referenceOf);
        // The places that the group has in the order stay what they are.
        const { order } = bmc.node.boot.state;
        const places = [...wanted];
        bmc.node.boot.change({
          order: order.map((one) => (wanted.includes(one) ? (places.shift() ?? one) : one)),
        });
      },
    },
  };
}
