import type { RedfishClient, Resource } from './redfish.client.js';
import { SystemChoiceError } from './redfish.error.js';
import { at, isObject, linkOf, textOf } from './wire.js';

/** The system's name at its BMC, such as `System.Embedded.1`. */
export const systemIdOf = ({ path, body }: Resource): string =>
  textOf(body.Id) ?? path.replace(/\/+$/, '').split('/').at(-1) ?? path;

/** The action that starts and stops a system; undefined for what is no host, such as a GPU baseboard. */
export const resetActionOf = (system: Resource): unknown => at(system.body, 'Actions', '#ComputerSystem.Reset');

/**
 * The host behind a BMC: the system named by `systemId`, else the one that can be reset. Throws a `SystemChoiceError`
 * when there is none, or several and none is named.
 */
export async function hostSystem(client: RedfishClient, systemId?: string): Promise<Resource> {
  const root = await client.root();
  const collection = linkOf(root.body.Systems);
  if (collection === null) throw new SystemChoiceError('none', 'the BMC shows no systems', []);
  const systems = await client.requiredMembers(collection);
  const ids = systems.map(systemIdOf);
  if (systemId !== undefined) {
    const named = systems.find((system) => systemIdOf(system).toLowerCase() === systemId.toLowerCase());
    if (named !== undefined) return named;
    throw new SystemChoiceError('unknown-id', `the BMC has no system ${systemId}: it has ${list(ids)}`, ids);
  }
  const hosts = systems.filter((system) => isObject(resetActionOf(system)));
  const [only, ...others] = hosts.length > 0 ? hosts : systems;
  if (only === undefined) throw new SystemChoiceError('none', 'the BMC shows no system', ids);
  if (others.length === 0) return only;
  const candidates = [only, ...others].map(systemIdOf);
  throw new SystemChoiceError('ambiguous', `the BMC serves ${list(candidates)}: systemId must name one`, candidates);
}

const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
