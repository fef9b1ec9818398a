import { DriverError } from '@drydock/driver';
import {
  at,
  isObject,
  linkOf,
  linksOf,
  RedfishError,
  settingsOf,
  textsOf,
  type JsonObject,
  type Resource,
} from '@drydock/redfish';
import { changeForNextStart, type Bmc } from './bmc.js';
import { mayPass } from './failures.js';

/** The BIOS of a node: how it is set, and how it will be after the next start. */
export interface Bios {
  readonly resource: Resource;
  /** Where changes are written; null where they are written in place. */
  readonly settings: Resource | null;
}

export async function readBios({ client, system }: Bmc): Promise<Bios | null> {
  const resource = await client.find(biosLink(system));
  if (resource === null) return null;
  return { resource, settings: (await settingsOf(client, resource)) ?? (await unlinkedSettings(client, resource)) };
}

/** Some firmware of AMI's makers has the settings of the BIOS, and no link to them. */
async function unlinkedSettings(client: Bmc['client'], { path, body }: Resource): Promise<Resource | null> {
  if (!isObject(body.Attributes) || body['@Redfish.Settings'] !== undefined) return null;
  const found = await client.find(`${path.replace(/\/+$/, '')}/SD`);
  return found !== null && isObject(found.body.Attributes) ? found : null;
}

/** Where the BIOS is; iLO 4 has it among its own links. */
export function biosLink({ body }: Resource): string | null {
  const own = ['Hpe', 'Hp'].map((maker) => at(body, 'Oem', maker));
  const links = own.map((maker) => linkOf(at(maker, 'Links', 'BIOS')) ?? linkOf(at(maker, 'links', 'BIOS')));
  return linkOf(body.Bios) ?? links.find((link) => link !== null) ?? null;
}

/** What holds now. */
export const attributesOf = ({ resource }: Bios): JsonObject => attributesIn(resource);

/** What was written last, whether it holds already or waits for the next start. */
export const writtenAttributes = ({ resource, settings }: Bios): JsonObject => ({
  ...attributesIn(resource),
  ...(settings && attributesIn(settings)),
});

const attributesIn = ({ body }: Resource): JsonObject => (isObject(body.Attributes) ? body.Attributes : {});

/** The attributes of these that are not so yet. */
export const differing = (now: JsonObject, wanted: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => now[key] !== value));

/** Writes attributes for the next start, all at once, and reads them back. A BMC takes one such change at a time. */
export async function writeAttributes(bmc: Bmc, bios: Bios, attributes: JsonObject): Promise<void> {
  const home = bios.settings ?? bios.resource;
  const job = await sendAttributes(bmc, bios, attributes);
  const now = await readBios(bmc);
  const missing = now === null ? attributes : differing(writtenAttributes(now), attributes);
  // A job is a promise of its own: some do not show what it is going to change.
  if (job || Object.keys(missing).length === 0) return;
  const shown = now === null ? {} : writtenAttributes(now);
  throw new DriverError('rejected', 'the BMC accepted new BIOS attributes but does not show them', {
    evidence: [
      `PATCH ${home.path} (${Object.keys(attributes).join(', ')}) was accepted`,
      `read back: ${Object.keys(missing)
        .map((key) => `${key}=${String(shown[key])}`)
        .join(', ')}`,
    ],
    advice,
  });
}

const advice =
  'Changes of the BIOS may be locked, or an earlier one may wait for the next start: restart the node, or end that job at the BMC, and try again.';

/** Answers whether a job was made of it. */
async function sendAttributes(bmc: Bmc, { resource, settings }: Bios, attributes: JsonObject): Promise<boolean> {
  const home = settings ?? resource;
  const times = textsOf(at(resource.body, '@Redfish.Settings', 'SupportedApplyTimes'));
  const applyTime = { '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' } };
  const changes = { ...(times.includes('OnReset') && applyTime), Attributes: attributes };
  try {
    const { redfishTask } = await changeForNextStart(bmc, home, changes);
    if (redfishTask !== 'none') return true;
    return settings !== null && times.length === 0 && (await createJob(bmc, settings));
  } catch (error) {
    if (!(error instanceof RedfishError) || mayPass(error) || ![400, 403, 405, 409].includes(error.status)) throw error;
    throw new DriverError('rejected', `the BMC refuses new BIOS attributes: ${error.message}`, {
      evidence: [error.message],
      advice,
      cause: error,
    });
  }
}

/** Old firmware of Dell keeps what is written, and applies it only through a job that is asked for. */
async function createJob({ client, system }: Bmc, settings: Resource): Promise<boolean> {
  const manager = await client.find(linksOf(at(system.body, 'Links', 'ManagedBy'))[0] ?? null);
  const jobs = linkOf(at(manager?.body, 'Links', 'Oem', 'Dell', 'Jobs'));
  if (jobs === null) return false;
  await client.post(jobs, { TargetSettingsURI: settings.path }, { redfishTask: 'leave' });
  return true;
}
