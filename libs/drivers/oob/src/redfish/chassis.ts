import { at, factOf, linksOf, plainPath, rootLink, type JsonObject, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';

/** The chassis that the system names; where it names none, all that the BMC shows and that are not another system's. */
export async function chassisOf({ client, system }: Bmc): Promise<Resource[]> {
  const named = linksOf(at(system.body, 'Links', 'Chassis'));
  if (named.length === 0) {
    const all = await client.members(await rootLink(client, 'Chassis'));
    return all.filter(({ body }) => mayHold(linksOf(at(body, 'Links', 'ComputerSystems')), system.path));
  }
  const found: Resource[] = [];
  for (const path of named) {
    const chassis = await client.find(path);
    if (chassis !== null) found.push(chassis);
  }
  return found;
}

const mayHold = (systems: readonly string[], path: string): boolean =>
  systems.length === 0 || systems.some((one) => plainPath(one) === plainPath(path));

/** Who made the node, by its chassis. Asked only where the system itself does not say, as with OpenBMC. */
export async function chassisFacts(bmc: Bmc): Promise<JsonObject> {
  const { Manufacturer, Model, SerialNumber } = bmc.system.body;
  if ([Manufacturer, Model, SerialNumber].every((value) => factOf(value) !== null)) return {};
  const chassis = await chassisOf(bmc);
  return chassis.find(({ body }) => factOf(body.SerialNumber) !== null)?.body ?? chassis[0]?.body ?? {};
}
