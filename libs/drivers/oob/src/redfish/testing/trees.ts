import type { JsonObject } from '@drydock/redfish';

type Tree = Record<string, JsonObject>;

export const link = (path: string) => ({ '@odata.id': path });

/** What differs between the machines of these specifications; each is written down after captured answers. */
export interface Shape {
  readonly system: string;
  readonly root?: JsonObject;
  readonly host?: JsonObject;
  readonly more?: Tree;
}

/** A tree of a BMC with one host and sessions, and nothing else that was not asked for. */
export function treeOf({ system, root = {}, host = {}, more = {} }: Shape): Tree {
  const parent = system.replace(/\/[^/]+\/?$/, '');
  return {
    '/redfish/v1/': {
      RedfishVersion: '1.9.0',
      Systems: link(parent),
      Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
      ...root,
    },
    [parent]: { Members: [link(system)] },
    [system]: {
      Id: system.replace(/\/$/, '').split('/').at(-1),
      PowerState: 'Off',
      Actions: { '#ComputerSystem.Reset': { target: `${system}/Actions/ComputerSystem.Reset` } },
      ...host,
    },
    ...more,
  };
}

/** A collection and its members, by id. */
export const collectionOf = (path: string, members: Readonly<Record<string, JsonObject>>): Tree => ({
  [path]: { Members: Object.keys(members).map((id) => link(`${path}/${id}`)) },
  ...Object.fromEntries(Object.entries(members).map(([id, body]) => [`${path}/${id}`, { Id: id, ...body }])),
});

/** Interfaces of a system, by id and MAC. */
export const interfacesOf = (system: string, macs: Readonly<Record<string, string>>): Tree =>
  collectionOf(
    `${system}/EthernetInterfaces`,
    Object.fromEntries(Object.entries(macs).map(([id, MACAddress]) => [id, { MACAddress }])),
  );
