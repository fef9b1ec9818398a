import type { OobInterface } from '@drydock/contracts';
import { at, linkOf, linksOf, numberOf, objectsOf, plainPath, textOf, textsOf, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { readBootOptions, type BootOption } from './boot-options.js';
import { chassisOf } from './chassis.js';
import { hpeLink } from './hpe-links.js';
import { hostMac } from './mac.js';

/** An interface with the places at the BMC that describe it. */
export interface FoundInterface extends OobInterface {
  readonly paths: readonly string[];
}

/** The interfaces of the node: of the system, of its network adapters, and those that only boot options name. */
export async function hostInterfaces(bmc: Bmc, options: readonly BootOption[]): Promise<OobInterface[]> {
  const found = await findInterfaces(bmc);
  for (const { mac } of options) {
    const known = found.some((one) => one.mac === mac);
    if (mac !== null && !known && hostMac(mac) !== null) found.push(nameless(mac));
  }
  return found.map(({ mac, name, linkUp, speedMbps }) => ({ mac, name, linkUp, speedMbps }));
}

const nameless = (mac: string): FoundInterface => ({ mac, name: null, linkUp: null, speedMbps: null, paths: [] });

export const hostMacs = async (bmc: Bmc): Promise<string[]> =>
  (await hostInterfaces(bmc, await readBootOptions(bmc))).map(({ mac }) => mac);

/** The interfaces that have resources of their own: of the system first, since those names are what an operator knows. */
export async function findInterfaces(bmc: Bmc): Promise<FoundInterface[]> {
  const found = new Map<string, FoundInterface>();
  const add = (candidates: readonly FoundInterface[]) => {
    for (const candidate of candidates) {
      const known = found.get(candidate.mac);
      found.set(candidate.mac, known === undefined ? candidate : completed(known, candidate));
    }
  };
  for (const each of await bmc.client.members(bmc.system.body.EthernetInterfaces)) {
    const { PermanentMACAddress, MACAddress, MacAddress } = each.body;
    add(interfacesOf(each, [PermanentMACAddress, MACAddress, MacAddress]).slice(0, 1));
  }
  for (const adapter of await adaptersOf(bmc)) add(await interfacesOfAdapter(bmc, adapter));
  add(await ncsiInterfaces(bmc));
  // iLO 4 has them there while it has not seen the node start.
  for (const mac of textsOf(at(bmc.system.body, 'HostCorrelation', 'HostMACAddress')).map(hostMac))
    if (mac !== null) add([nameless(mac)]);
  return [...found.values()];
}

const completed = (known: FoundInterface, more: FoundInterface): FoundInterface => ({
  mac: known.mac,
  name: known.name ?? more.name,
  linkUp: known.linkUp ?? more.linkUp,
  speedMbps: known.speedMbps ?? more.speedMbps,
  paths: [...known.paths, ...more.paths],
});

/** Of the chassis, of the system's network interfaces, and where old HPE keeps them. */
async function adaptersOf(bmc: Bmc): Promise<Resource[]> {
  const { client, system } = bmc;
  const adapters = new Map<string, Resource>();
  const add = (found: readonly Resource[]) => {
    for (const adapter of found) adapters.set(plainPath(adapter.path), adapter);
  };
  for (const { body } of await chassisOf(bmc)) add(await client.members(body.NetworkAdapters));
  for (const { body } of await client.members(system.body.NetworkInterfaces)) {
    const path = linkOf(at(body, 'Links', 'NetworkAdapter'));
    const known = path === null || adapters.has(plainPath(path));
    const adapter = known ? null : await client.find(path);
    if (adapter !== null) add([adapter]);
  }
  add(await client.members(hpeLink(system, 'NetworkAdapters')));
  return [...adapters.values()];
}

async function interfacesOfAdapter({ client }: Bmc, { path, body }: Resource): Promise<FoundInterface[]> {
  const listed = await client.members(body.NetworkDeviceFunctions);
  const functions = listed.length > 0 ? listed : await linkedFunctions(client, body);
  const ports = [...(await client.members(body.NetworkPorts)), ...(await client.members(body.Ports))];
  const physical = objectsOf(body.PhysicalPorts).map((port) => ({ path, etag: null, body: port }));
  return [
    ...functions.flatMap((one) => {
      const named = [at(one.body, 'Ethernet', 'PermanentMACAddress'), at(one.body, 'Ethernet', 'MACAddress')];
      return interfacesOf(one, named).slice(0, 1);
    }),
    ...ports.flatMap((one) =>
      interfacesOf(one, [
        ...textsOf(one.body.AssociatedNetworkAddresses),
        ...textsOf(at(one.body, 'Ethernet', 'AssociatedMACAddresses')),
      ]),
    ),
    ...physical.flatMap((one) => interfacesOf(one, [one.body.MacAddress, one.body.MACAddress]).slice(0, 1)),
  ];
}

/** Insyde's OpenBMC shows the interfaces of the host as those that it may share, and nowhere else. */
async function ncsiInterfaces({ client, system }: Bmc): Promise<FoundInterface[]> {
  const found: FoundInterface[] = [];
  for (const device of await client.members(at(system.body, 'Oem', 'InsydeNcsi', 'Ncsi')))
    for (const { path, body } of await client.members(device.body.Package))
      for (const channel of objectsOf(body.PackageInfo))
        found.push(...interfacesOf({ path, etag: null, body: channel }, [channel.MACAddress]));
  return found;
}

async function linkedFunctions(client: Bmc['client'], adapter: Resource['body']): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const controller of objectsOf(adapter.Controllers)) {
    for (const path of linksOf(at(controller, 'Links', 'NetworkDeviceFunctions'))) {
      const one = await client.find(path);
      if (one !== null) found.push(one);
    }
  }
  return found;
}

/** One for each MAC of the node among these: a port may have several. */
function interfacesOf({ path, body }: Resource, macs: readonly unknown[]): FoundInterface[] {
  const own = new Set(macs.map(hostMac).filter((mac) => mac !== null));
  const name = textOf(body.Id) ?? textOf(body.Name);
  return [...own].map((mac) => ({ mac, name, linkUp: linkUpOf(body), speedMbps: speedOf(body), paths: [path] }));
}

function linkUpOf(body: Resource['body']): boolean | null {
  const link = textOf(body.LinkStatus)?.toLowerCase();
  if (link === 'linkup' || link === 'up') return true;
  return link === 'linkdown' || link === 'down' || link === 'nolink' ? false : null;
}

function speedOf(body: Resource['body']): number | null {
  const gbps = numberOf(body.CurrentSpeedGbps);
  const mbps = numberOf(body.SpeedMbps) ?? numberOf(body.CurrentLinkSpeedMbps) ?? (gbps === null ? null : gbps * 1000);
  return mbps === null || mbps <= 0 ? null : mbps;
}
