import { DriverError } from '@drydock/driver';
import { at, linkOf, linksOf, RedfishError, textsOf, type JsonObject, type Resource } from '@drydock/redfish';
import { differing, readBios, writtenAttributes, type Bios } from './bios.js';
import { changeForNextStart, type Bmc } from './bmc.js';
import { mayPass } from './failures.js';

/** What makes attributes of the BIOS so from the next start on, ready to be gone. */
export interface BiosPlan {
  /** What it would write, in words; nothing where all was written before. */
  readonly would: readonly string[];
  readonly carryOut: () => Promise<void>;
}

export function planAttributes(bmc: Bmc, bios: Bios, goal: JsonObject): BiosPlan {
  const changes = differing(writtenAttributes(bios), goal);
  const would = Object.entries(changes).map(([key, value]) => `set ${key} to ${JSON.stringify(value)}`);
  // A needless job would stand in the way of the next one.
  return { would, carryOut: async () => (would.length > 0 ? writeAttributes(bmc, bios, changes) : undefined) };
}

/** Writes attributes for the next start, all at once, and reads them back. A BMC takes one such change at a time. */
async function writeAttributes(bmc: Bmc, bios: Bios, attributes: JsonObject): Promise<void> {
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
