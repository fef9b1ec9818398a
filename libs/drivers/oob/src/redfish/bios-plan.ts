import { DriverError } from '@drydock/driver';
import { RedfishError, type JsonObject } from '@drydock/redfish';
import { applyTimes, attributesOf, differing, readBios, writtenAttributes, type Bios } from './bios.js';
import { jobFor, missingJob, requestJob } from './bios-job.js';
import { changeForNextStart, type Bmc } from './bmc.js';
import { mayPass } from './failures.js';
import { owesBiosJob, rememberToo, type Memory } from './memory.js';

/** A BMC, and what is remembered of it. */
export interface BiosScene {
  readonly bmc: Bmc;
  readonly context: Memory;
}

/** What makes attributes of the BIOS so from the next start on, ready to be gone. */
export interface BiosPlan {
  /** What it would send, in words; nothing where all was sent before. */
  readonly would: readonly string[];
  readonly carryOut: () => Promise<void>;
}

export async function planAttributes({ bmc, context }: BiosScene, bios: Bios, goal: JsonObject): Promise<BiosPlan> {
  const changes = differing(writtenAttributes(bios), goal);
  if (Object.keys(changes).length > 0) {
    const would = Object.entries(changes).map(([key, value]) => `set ${key} to ${JSON.stringify(value)}`);
    return { would, carryOut: () => writeAttributes({ bmc, context }, bios, changes) };
  }
  const waits = owesBiosJob(context.memory) && Object.keys(differing(attributesOf(bios), goal)).length > 0;
  const job = waits ? await missingJob(bmc, bios) : null;
  // A needless job would stand in the way of the next one.
  if (job === null) return { would: [], carryOut: async () => undefined };
  return {
    would: ['ask for a job that applies the BIOS settings that are written'],
    carryOut: async () => {
      await unlessRefused(() => requestJob(bmc, job));
      await rememberToo(context, { owesBiosJob: false });
    },
  };
}

/** Writes attributes for the next start, all at once, and reads them back. A BMC takes one such change at a time. */
async function writeAttributes(scene: BiosScene, bios: Bios, attributes: JsonObject): Promise<void> {
  const home = bios.settings ?? bios.resource;
  const job = await sendAttributes(scene, bios, attributes);
  const now = await readBios(scene.bmc);
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
async function sendAttributes({ bmc, context }: BiosScene, bios: Bios, attributes: JsonObject): Promise<boolean> {
  const { resource, settings } = bios;
  const home = settings ?? resource;
  const times = applyTimes(resource);
  const applyTime = { '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' } };
  const changes = { ...(times.includes('OnReset') && applyTime), Attributes: attributes };
  const job = await jobFor(bmc, bios);
  if (job !== null) await rememberToo(context, { owesBiosJob: true });
  return unlessRefused(async () => {
    const { redfishTask } = await changeForNextStart(bmc, home, changes);
    if (redfishTask === 'none' && job !== null) await requestJob(bmc, job);
    if (job !== null) await rememberToo(context, { owesBiosJob: false });
    return redfishTask !== 'none' || job !== null;
  });
}

/** Sends what a BMC may refuse for good. */
async function unlessRefused<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof RedfishError) || mayPass(error) || ![400, 403, 405, 409].includes(error.status)) throw error;
    throw new DriverError('rejected', `the BMC refuses new BIOS attributes: ${error.message}`, {
      evidence: [error.message],
      advice,
      cause: error,
    });
  }
}
