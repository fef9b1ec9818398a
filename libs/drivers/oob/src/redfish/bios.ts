import { at, isObject, linkOf, settingsOf, textsOf, type JsonObject, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { hpeLink } from './hpe-links.js';

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
export const biosLink = (system: Resource): string | null =>
  linkOf(system.body.Bios) ?? linkOf(hpeLink(system, 'BIOS'));

/** When the BIOS can be told to apply what is written; none where it cannot be told. */
export const applyTimes = ({ body }: Resource): string[] =>
  textsOf(at(body, '@Redfish.Settings', 'SupportedApplyTimes'));

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
