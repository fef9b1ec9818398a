import type { OobInterface } from '@drydock/contracts';
import { at, linkOf, linksOf, numberOf, textOf, textsOf, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { readBootOptions } from './boot-options.js';
import { hostMac } from './mac.js';

/** The interfaces of the node: of the system, of its network adapters, and those that only boot options name. */
export async function hostInterfaces(bmc: Bmc): Promise<OobInterface[]> {
  const { client, system } = bmc;
  const found = new Map<string, OobInterface>();
  const add = (candidate: OobInterface | null) => {
    if (candidate === null) return;
    const known = found.get(candidate.mac);
    found.set(candidate.mac, known === undefined ? candidate : completed(known, candidate));
  };
  for (const { body } of await client.members(linkOf(system.body.EthernetInterfaces))) {
    add(interfaceOf(body, [body.PermanentMACAddress, body.MACAddress, body.MacAddress]));
  }
  for (const adapter of await adaptersOf(bmc)) {
    for (const each of await interfacesOfAdapter(bmc, adapter)) add(each);
  }
  for (const { mac } of await readBootOptions(bmc)) {
    if (mac !== null && hostMac(mac) !== null) add({ mac, name: null, linkUp: null, speedMbps: null });
  }
  return [...found.values()];
}

export const hostMacs = async (bmc: Bmc): Promise<string[]> => (await hostInterfaces(bmc)).map(({ mac }) => mac);

const completed = (known: OobInterface, more: OobInterface): OobInterface => ({
  mac: known.mac,
  name: known.name ?? more.name,
  linkUp: known.linkUp ?? more.linkUp,
  speedMbps: known.speedMbps ?? more.speedMbps,
});

async function adaptersOf({ client, system }: Bmc): Promise<Resource[]> {
  const adapters: Resource[] = [];
  for (const path of linksOf(at(system.body, 'Links', 'Chassis'))) {
    const chassis = await client.find(path);
    adapters.push(...(await client.members(linkOf(chassis?.body.NetworkAdapters))));
  }
  return adapters;
}

async function interfacesOfAdapter({ client }: Bmc, { body }: Resource): Promise<(OobInterface | null)[]> {
  const functions = await client.members(linkOf(body.NetworkDeviceFunctions));
  const ports = await client.members(linkOf(body.NetworkPorts) ?? linkOf(body.Ports));
  return [
    ...functions
      .filter((one) => textOf(one.body.NetDevFuncType) !== 'InfiniBand')
      .map((one) =>
        interfaceOf(one.body, [
          at(one.body, 'Ethernet', 'PermanentMACAddress'),
          at(one.body, 'Ethernet', 'MACAddress'),
        ]),
      ),
    ...ports
      .filter((one) => textOf(one.body.LinkNetworkTechnology ?? one.body.ActiveLinkTechnology) !== 'InfiniBand')
      .map((one) =>
        interfaceOf(one.body, [
          ...textsOf(one.body.AssociatedNetworkAddresses),
          ...textsOf(at(one.body, 'Ethernet', 'AssociatedMACAddresses')),
        ]),
      ),
  ];
}

function interfaceOf(body: Resource['body'], macs: readonly unknown[]): OobInterface | null {
  const mac = macs.map(hostMac).find((candidate) => candidate !== null);
  if (mac === undefined) return null;
  return { mac, name: textOf(body.Id) ?? textOf(body.Name), linkUp: linkUpOf(body), speedMbps: speedOf(body) };
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
