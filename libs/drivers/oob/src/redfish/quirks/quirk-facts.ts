import type { QuirkMatch } from '@drydock/contracts';
import { at, factOf, linksOf, type RedfishClient, type Resource } from '@drydock/redfish';

/** What rules are matched against. */
export type QuirkFacts = Readonly<
  Record<Exclude<keyof QuirkMatch, 'firmwareAtLeast' | 'firmwareBelow'>, string | null>
>;

/** Facts of the BMC itself cost a request of their own. */
const ofTheBmc: readonly (keyof QuirkMatch)[] = ['bmcModel', 'bmcFirmware', 'firmwareAtLeast', 'firmwareBelow'];

export const needsBmc = (match: QuirkMatch): boolean => ofTheBmc.some((fact) => match[fact] !== undefined);

/** What root and system say, without asking for more. */
export function factsOf(root: Resource, system: Resource): QuirkFacts {
  const manufacturer = factOf(system.body.Manufacturer);
  return {
    vendor: factOf(root.body.Vendor) ?? manufacturer,
    product: factOf(root.body.Product),
    manufacturer,
    model: factOf(system.body.Model),
    biosVersion: factOf(system.body.BiosVersion),
    redfishVersion: factOf(root.body.RedfishVersion),
    bmcModel: null,
    bmcFirmware: null,
  };
}

export async function withBmc(client: RedfishClient, system: Resource, facts: QuirkFacts): Promise<QuirkFacts> {
  const manager = await client.find(linksOf(at(system.body, 'Links', 'ManagedBy'))[0] ?? null);
  return {
    ...facts,
    bmcModel: factOf(manager?.body.Model),
    bmcFirmware: factOf(manager?.body.FirmwareVersion),
  };
}
