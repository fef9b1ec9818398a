import type { RedfishClient } from './redfish.client.js';
import { SystemChoiceError } from './redfish.error.js';
import type { Resource } from './resource.js';
import { at, factOf, isObject, pathOf, textOf } from './wire.js';

/** What is known of the host that is looked for. */
export interface WantedSystem {
  /** Its name at the BMC; decides alone. */
  readonly systemId?: string;
  readonly serialNumber?: string;
  readonly uuid?: string;
}

/** Where the specification wants them: until it is reset, a BMC may have lost the links of its root. */
const usualSystems = '/redfish/v1/Systems';

/** The system's name at its BMC, such as `System.Embedded.1`. */
export const systemIdOf = ({ path, body }: Resource): string => textOf(body.Id) ?? lastSegment(path);

const lastSegment = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path;

/** The action that starts and stops a system; undefined for what is no host, such as a GPU baseboard. */
export const resetActionOf = (system: Resource): unknown => at(system.body, 'Actions', '#ComputerSystem.Reset');

/**
 * The host behind a BMC: the system named by `systemId`, else the one that can be reset. Throws a `SystemChoiceError`
 * when there is none, or several and neither its abilities nor its identity tell which.
 */
export async function hostSystem(client: RedfishClient, wanted: WantedSystem = {}): Promise<Resource> {
  const listed = (await client.root()).body.Systems;
  const collection = isObject(listed) ? listed : (await client.find(usualSystems))?.body;
  if (collection === undefined) throw new SystemChoiceError('none', 'the BMC shows no systems', []);
  const systems = await client.requiredMembers(collection);
  const ids = systems.map(systemIdOf);
  if (wanted.systemId !== undefined) {
    const named = systems.find((system) => isNamed(system, wanted.systemId ?? ''));
    if (named !== undefined) return named;
    throw new SystemChoiceError('unknown-id', `the BMC has no system ${wanted.systemId}: it has ${list(ids)}`, ids);
  }
  const hosts = [canBeReset, isPhysical, canBoot, isOneOf(wanted)].reduce(
    (left, is) => (left.length > 1 && left.some(is) ? left.filter(is) : left),
    systems,
  );
  const [only, ...others] = hosts;
  if (only === undefined) throw new SystemChoiceError('none', 'the BMC shows no system', ids);
  if (others.length === 0) return only;
  const candidates = hosts.map(systemIdOf);
  throw new SystemChoiceError('ambiguous', `the BMC serves ${list(candidates)}: systemId must name one`, candidates);
}

/** By its id or the last part of its path, which are not the same everywhere, or by the whole path. */
function isNamed(system: Resource, name: string): boolean {
  const names = [systemIdOf(system), lastSegment(system.path), system.path.replace(/\/+$/, '')];
  return names.some((known) => known.toLowerCase() === name.replace(/\/+$/, '').toLowerCase());
}

const canBeReset = (system: Resource): boolean => isObject(resetActionOf(system));

/** Accelerator cards and partitions have systems of their own at some BMCs. */
const isPhysical = ({ body }: Resource): boolean => (textOf(body.SystemType) ?? 'Physical') === 'Physical';

const canBoot = ({ body }: Resource): boolean => isObject(body.Boot) || pathOf(at(body, 'Bios', '@odata.id')) !== null;

const isOneOf =
  ({ serialNumber, uuid }: WantedSystem) =>
  ({ body }: Resource): boolean =>
    agrees(uuid, body.UUID) || agrees(serialNumber, body.SerialNumber) || agrees(serialNumber, body.SKU);

const agrees = (wanted: string | undefined, told: unknown): boolean =>
  wanted !== undefined && factOf(told)?.toLowerCase() === wanted.trim().toLowerCase();

const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
