import type { OobTarget } from '@drydock/contracts';
import type { ActionContext } from '@drydock/driver';
import {
  hostSystem,
  RedfishConnections,
  textsOf,
  type JsonObject,
  type RedfishClient,
  type Resource,
  type Written,
} from '@drydock/redfish';
import { quirkBook } from './quirks/quirk-book.js';
import type { Switches } from './quirks/switches.js';
import { redfishTarget } from './redfish.settings.js';

/** The connections of this process to all its BMCs. */
const connections = new RedfishConnections();

/** Deletes the sessions of this process at all BMCs. */
export const closeRedfish = (): Promise<void> => connections.close();

/** A BMC and the node behind it. */
export interface Bmc {
  readonly client: RedfishClient;
  /** The host, as it was when it was read. */
  readonly system: Resource;
  /** What is to be done otherwise than usual. */
  readonly switches: Switches;
}

export type Visit = Pick<ActionContext, 'signal' | 'quirk'>;

/** A visit that no action's record tells of. */
export const unrecorded = (signal: AbortSignal): Visit => ({ signal, quirk: () => undefined });

export async function openBmc(target: OobTarget, visit: Visit): Promise<Bmc> {
  const client = connections.client(redfishTarget(target), visit.signal);
  const system = await hostSystem(client, { ...target.identity, systemId: target.systemId });
  const named = textsOf(target.options?.quirks);
  const switches = await quirkBook.switchesFor({ client, system, named, note: (id) => visit.quirk(id) });
  return { client, system, switches };
}

/** The host that is known to be at a path of a BMC, for who asks again only a good while later: the session stays, the socket does not. */
export const hostAt = (target: OobTarget, path: string, signal: AbortSignal): Promise<Resource> =>
  connections.client(redfishTarget(target), signal).get(path, { socket: 'close' });

/** Changes a resource, in the way that this BMC can be told. */
export const change = ({ client, switches }: Bmc, resource: Resource, changes: JsonObject): Promise<Written> =>
  client.patch(resource, changes, { tag: tagFor(switches, resource) });

/** Changes a resource for the next start: a job that waits for it is not waited for. */
export const changeForNextStart = (
  { client, switches }: Bmc,
  resource: Resource,
  changes: JsonObject,
): Promise<Written> => client.patch(resource, changes, { tag: tagFor(switches, resource), redfishTask: 'leave' });

const tagFor = (switches: Switches, { etag }: Resource) => (etag === null ? undefined : switches.setting('tag'));

export const reread = async (bmc: Bmc): Promise<Bmc> => ({ ...bmc, system: await bmc.client.get(bmc.system.path) });

const looks = [0, 0.2, 0.5, 0.8];

/** Reads the host until it is as expected, for a second and a half at most; answers how it was last. */
export async function lookFor(bmc: Bmc, expected: (found: Bmc) => boolean | Promise<boolean>): Promise<Bmc> {
  let found = bmc;
  for (const seconds of looks) {
    if (seconds > 0) await bmc.client.pause(seconds);
    found = await reread(bmc);
    if (await expected(found)) break;
  }
  return found;
}
