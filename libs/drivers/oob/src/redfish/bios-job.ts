import { at, hasEnded, linkOf, linksOf, textOf, type JsonObject } from '@drydock/redfish';
import { applyTimes, type Bios } from './bios.js';
import type { Bmc } from './bmc.js';

/** A job that applies what is written to the settings of the BIOS. */
export interface BiosJob {
  /** Where jobs are asked for, and listed. */
  readonly jobs: string;
  readonly settings: string;
}

/** Old firmware of Dell keeps what is written, and applies it only through a job that is asked for; null elsewhere. */
export async function jobFor({ client, system }: Bmc, { resource, settings }: Bios): Promise<BiosJob | null> {
  if (settings === null || applyTimes(resource).length > 0) return null;
  const manager = await client.find(linksOf(at(system.body, 'Links', 'ManagedBy'))[0] ?? null);
  const jobs = linkOf(at(manager?.body, 'Links', 'Oem', 'Dell', 'Jobs'));
  return jobs === null ? null : { jobs, settings: settings.path };
}

export async function requestJob({ client }: Bmc, { jobs, settings }: BiosJob): Promise<void> {
  await client.post(jobs, { TargetSettingsURI: settings }, { redfishTask: 'leave' });
}

/** The job that what is written waits for in vain: whoever wrote it was cut off before asking for it. Null for none. */
export async function missingJob(bmc: Bmc, bios: Bios): Promise<BiosJob | null> {
  const job = await jobFor(bmc, bios);
  const queue = await bmc.client.find(job?.jobs ?? null);
  // Where nobody may look, there may be one.
  if (queue === null) return null;
  const known = await bmc.client.members(queue.body);
  return known.some(({ body }) => isOfBios(body) && !hasEnded(body)) ? null : job;
}

const isOfBios = ({ JobType, Name }: JsonObject): boolean =>
  textOf(JobType) === 'BIOSConfiguration' || /BIOS\.Setup/i.test(textOf(Name) ?? '');
