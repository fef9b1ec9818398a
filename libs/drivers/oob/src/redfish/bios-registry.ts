import { at, linkOf, objectsOf, pathOf, textOf, textsOf } from '@drydock/redfish';
import type { Bios } from './bios.js';
import type { Bmc } from './bmc.js';

/** What a BIOS says of one of its attributes. */
export interface AttributeFacts {
  /** What the setup screen calls it: names such as `NWSK001` mean nothing to anybody. */
  readonly displayName: string;
  readonly values: readonly string[];
  readonly readOnly: boolean;
}

/** The registry of the BIOS's attributes, by name; empty where the BMC does not have it. */
export async function readRegistry({ client }: Bmc, { resource }: Bios): Promise<Map<string, AttributeFacts>> {
  const name = textOf(resource.body.AttributeRegistry);
  const registries = name === null ? [] : await client.members((await client.root()).body.Registries);
  const wanted = registries.find(({ body }) => [textOf(body.Id), textOf(body.Registry)].some((one) => same(one, name)));
  const [location] = objectsOf(wanted?.body.Location);
  const registry = await client.find(pathOf(location?.Uri) ?? linkOf(location?.Uri));
  const attributes = objectsOf(at(registry?.body, 'RegistryEntries', 'Attributes'));
  return new Map(
    attributes.map((one) => [
      textOf(one.AttributeName) ?? '',
      {
        displayName: textOf(one.DisplayName) ?? '',
        values: objectsOf(one.Value).flatMap(({ ValueName }) => textsOf([ValueName])),
        readOnly: one.ReadOnly === true,
      },
    ]),
  );
}

/** A registry is named with its version or without. */
const same = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && (one === other || other.startsWith(`${one}.`) || one.startsWith(`${other}.`));
