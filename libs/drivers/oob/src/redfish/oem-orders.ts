import {
  at,
  isObject,
  linkOf,
  objectsOf,
  settingsOf,
  textOf,
  textsOf,
  type JsonObject,
  type Resource,
} from '@drydock/redfish';
import { biosLink } from './bios.js';
import type { Bmc } from './bmc.js';
import { withFirst } from './boot-order.js';
import { hpeLink } from './hpe-links.js';
import { macOf } from './mac.js';

/** One entry of a maker's own boot order. */
export interface OemEntry {
  /** As it stands in the order. */
  readonly entry: string;
  readonly mac: string | null;
  /** What tells its protocol. */
  readonly words: string;
}

/** A boot order that a maker keeps beside the standard one, in whatever resource. */
export interface OemOrder {
  /** Where it is written. */
  readonly home: Resource;
  readonly key: string;
  /** As it holds now. */
  readonly current: readonly string[];
  /** As it was written last. */
  readonly next: readonly string[];
  readonly entries: readonly OemEntry[];
  /** What is to be written with it, where it is not so yet: the group that the order belongs to comes first. */
  readonly also?: JsonObject;
}

/** The orders of this BMC that name interfaces by MAC. They are told by what is there, not by who made it. */
export async function oemOrders(bmc: Bmc): Promise<OemOrder[]> {
  const found = [...(await bootSettings(bmc)), ...(await fixedBootOrder(bmc)), ...(await persistentOrder(bmc))];
  return found.filter(({ entries }) => entries.some(({ mac }) => mac !== null));
}

/** `BootOrderNext` out of `BootOrderSupported`, one resource per group of devices. Entries end with the MAC. */
async function bootSettings({ client, system }: Bmc): Promise<OemOrder[]> {
  const members = await client.members(at(system.body, 'Oem', 'Lenovo', 'BootSettings'));
  return members
    .filter(({ body }) => Array.isArray(body.BootOrderNext))
    .map((home) => ({
      home,
      key: 'BootOrderNext',
      current: textsOf(home.body.BootOrderCurrent),
      next: textsOf(home.body.BootOrderNext),
      entries: [...new Set([...textsOf(home.body.BootOrderSupported), ...textsOf(home.body.BootOrderNext)])].map(named),
    }));
}

/** Groups in `FixedBootOrder`, and the interfaces of the group for the network in `UEFINetwork`. */
async function fixedBootOrder({ client, system }: Bmc): Promise<OemOrder[]> {
  const own = at(system.body, 'Oem', 'Supermicro', 'FixedBootOrder');
  const home = await client.find(linkOf(own));
  const interfaces = textsOf(home?.body.UEFINetwork);
  if (home === null || interfaces.length === 0) return [];
  const order = { current: interfaces, next: interfaces, entries: interfaces.map(named) };
  return [{ home, key: 'UEFINetwork', ...order, also: networkGroupFirst(home) }];
}

/** After an installation the group may be missing, not only stand behind. */
function networkGroupFirst({ body }: Resource): JsonObject | undefined {
  const groups = textsOf(body.FixedBootOrder);
  const allowed = textsOf(body['FixedBootOrder@Redfish.AllowableValues']);
  const group = [...groups, ...allowed].find((name) => /^uefi network\b/i.test(name));
  if (group === undefined || groups[0] === group) return undefined;
  return { FixedBootOrder: withFirst(groups, [group]) };
}

/** `PersistentBootConfigOrder` of names such as `NIC.Slot.1.1.IPv4`; the MAC is in the device path of the source. */
async function persistentOrder({ client, system }: Bmc): Promise<OemOrder[]> {
  const bios = await client.find(biosLink(system));
  const now = await client.find(linkOf(bios && hpeLink(bios, 'Boot')));
  if (now === null || !Array.isArray(now.body.PersistentBootConfigOrder)) return [];
  const pending = (await settingsOf(client, now)) ?? (await linkedSettings(client, now));
  const current = textsOf(now.body.PersistentBootConfigOrder);
  const written = textsOf(pending?.body.PersistentBootConfigOrder);
  const entries = objectsOf(now.body.BootSources).flatMap((source) => {
    const entry = textOf(source.StructuredBootString);
    const path = textOf(source.UEFIDevicePath) ?? '';
    return entry === null ? [] : [{ entry, mac: macAfter(path, 'MAC('), words: `${entry} ${path}` }];
  });
  return [
    {
      home: pending ?? now,
      key: 'PersistentBootConfigOrder',
      current,
      next: written.length > 0 ? written : current,
      entries,
    },
  ];
}

const linkedSettings = (client: Bmc['client'], { body }: Resource): Promise<Resource | null> => {
  const links = [
    at(body, 'Oem', 'Hpe', 'Links', 'Settings'),
    at(body, 'Links', 'Settings'),
    at(body, 'links', 'Settings'),
  ];
  return client.find(linkOf(links.find(isObject)));
};

/** Entries that carry the MAC in their name, as a rule at its end. */
function named(entry: string): OemEntry {
  const runs = entry.match(/\b(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})\b/gi);
  return { entry, mac: macOf(runs?.at(-1)), words: entry };
}

const macAfter = (path: string, mark: string): string | null => {
  const start = path.toUpperCase().indexOf(mark);
  return start === -1 ? null : macOf(path.slice(start + mark.length, start + mark.length + 12));
};
