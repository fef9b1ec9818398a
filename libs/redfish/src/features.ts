import type { RedfishClient } from './redfish.client.js';
import type { Resource } from './resource.js';
import { resetActionOf } from './systems.js';
import { at, linkOf, objectsOf, pathOf, textOf, textsOf } from './wire.js';

/** Taken for granted where a BMC does not say what it can do. */
const commonResetTypes = ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart'];

/** One of the specification's reset types, and a run of them. */
const resetType =
  /Force(?:Off|Restart|On)|Graceful(?:Shutdown|Restart)|(?:Full)?PowerCycle|PushPowerButton|On|Nmi|Suspend|Pause|Resume/g;
const glued = new RegExp(`^(?:${resetType.source})+$`);

/** Some firmware leaves the comma between two of them out: `GracefulShutdownGracefulRestart`. */
const takenApart = (type: string): readonly string[] => (glued.test(type) ? (type.match(resetType) ?? []) : [type]);

export interface ResetAction {
  /** Where it is posted to. */
  readonly target: string;
  /** As the BMC spells them. */
  readonly types: readonly string[];
}

/** How a system is reset; null when it cannot be. The values stand inline or in an ActionInfo, which may be missing. */
export async function resetActionInfo(client: RedfishClient, system: Resource): Promise<ResetAction | null> {
  const action = resetActionOf(system);
  const target = pathOf(at(action, 'target')) ?? pathOf(at(action, 'Target'));
  if (target === null) return null;
  const inline = textsOf(at(action, 'ResetType@Redfish.AllowableValues')).flatMap(takenApart);
  if (inline.length > 0) return { target, types: inline };
  const info = await client.find(
    pathOf(at(action, '@Redfish.ActionInfo')) ?? linkOf(at(action, '@Redfish.ActionInfo')),
  );
  const parameter = objectsOf(info?.body.Parameters).find(({ Name }) => textOf(Name)?.toLowerCase() === 'resettype');
  const types = textsOf(parameter?.AllowableValues).flatMap(takenApart);
  return { target, types: types.length > 0 ? types : commonResetTypes };
}

/** The resource where changes of this one are to be written, where the BMC has such a one (`@Redfish.Settings`). */
export const settingsOf = (client: RedfishClient, resource: Resource): Promise<Resource | null> =>
  client.find(linkOf(at(resource.body, '@Redfish.Settings', 'SettingsObject')));
