import { DriverError } from '@drydock/driver';
import { textsOf, type JsonObject } from '@drydock/redfish';
import { change, type Bmc } from './bmc.js';
import { startsWith, withFirst } from './boot-order.js';
import { oemOrders, type OemEntry, type OemOrder } from './oem-orders.js';
import { nameOf, protocolOf, type PxeMechanism, type PxeScene } from './pxe-plan.js';

/** The interface comes first in a boot order of the maker's own. */
export const byOemOrder: PxeMechanism = async (scene) => {
  const { bmc, wanted } = scene;
  for (const order of await oemOrders(bmc)) {
    const first = [wanted.bootMac, ...(wanted.fallbackMacs ?? [])].map((mac) => entryOf(order, mac, scene));
    const [own, ...fallbacks] = first;
    if (own === undefined) continue;
    const wantedFirst = [own, ...fallbacks.filter((one) => one !== undefined)].map(({ entry }) => entry);
    const goal = startsWith(order.next, wantedFirst) ? {} : { [order.key]: withFirst(order.next, wantedFirst) };
    const changes: JsonObject = { ...order.also, ...goal };
    const changed = Object.keys(changes).length > 0;
    return {
      would: Object.entries(changes).map(([key, value]) => `set ${key} to ${JSON.stringify(value)}`),
      carryOut: async () => {
        if (changed) await writeOrder(bmc, order, changes);
        return {
          mechanism: 'oem-order',
          interface: nameOf(scene, wanted.bootMac) ?? own.entry,
          changed,
          resetRequired: changed || (order.current.length > 0 && order.current[0] !== own.entry),
        };
      },
    };
  }
  return null;
};

/** The entry of an interface for the wanted protocol. An entry that says nothing of it is for PXE over IPv4. */
function entryOf({ entries }: OemOrder, mac: string, { wanted }: PxeScene): OemEntry | undefined {
  const { protocol, ipVersion } = protocolOf(wanted);
  return entries
    .filter((one) => one.mac === mac)
    .filter(({ words }) => (/\bhttp|\/Uri\(|\.URI\b/i.test(words) ? 'http' : 'pxe') === protocol)
    .find(({ words }) => (/v6\b|IPv?6/i.test(words) ? 6 : 4) === ipVersion);
}

async function writeOrder(bmc: Bmc, { home }: OemOrder, changes: JsonObject): Promise<void> {
  await change(bmc, home, changes);
  const now = (await bmc.client.get(home.path)).body;
  const missing = Object.keys(changes).filter(
    (key) => groupOf(textsOf(now[key])[0]) !== groupOf(textsOf(changes[key])[0]),
  );
  if (missing.length === 0) return;
  throw new DriverError('rejected', `the BMC accepted a new ${missing.join(' and ')} but does not show it`, {
    evidence: [
      `PATCH ${home.path} (${Object.keys(changes).join(', ')}) was accepted`,
      ...missing.map((key) => `read back: ${key}=${textsOf(now[key]).join(', ')}`),
    ],
    advice: 'Some BMCs refuse a new order while the node starts: try again when it has started or is off.',
  });
}

/** A group is shown with its first device behind a colon, which may have become another one. */
const groupOf = (entry: string | undefined): string | undefined =>
  /^uefi network\b/i.test(entry ?? '') ? entry?.split(':', 1)[0] : entry;
