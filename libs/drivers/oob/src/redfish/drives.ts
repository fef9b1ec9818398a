import type { OobDrive } from '@drydock/contracts';
import {
  at,
  factOf,
  linkOf,
  numberOf,
  objectsOf,
  plainPath,
  textOf,
  type JsonObject,
  type Resource,
} from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { hpeLink, linked } from './hpe-links.js';

/** What is in a slot or socket; an empty one is listed by many. */
export const isPresent = ({ body }: Pick<Resource, 'body'>): boolean =>
  textOf(at(body, 'Status', 'State'))?.toLowerCase() !== 'absent';

/** The drives of a node, each once; those of its simple storage only where it shows no others. */
export async function drivesOf(bmc: Bmc): Promise<OobDrive[]> {
  const { client, system } = bmc;
  const listed = new Map<string, OobDrive>();
  for (const { path, body } of [...(await storageDrives(bmc)), ...(await smartStorageDrives(bmc))])
    listed.set(plainPath(path), driveOf(body));
  const drives = [...listed.values()].filter(isFirstOfItsSerial);
  if (drives.length > 0) return drives;
  const simple = await client.members(system.body.SimpleStorage);
  return simple.flatMap(({ body }) =>
    objectsOf(body.Devices)
      .filter((device) => isPresent({ body: device }))
      .map(driveOf),
  );
}

/** A drive that two controllers reach is listed by both, under a path of its own each. */
const isFirstOfItsSerial = ({ serialNumber }: OobDrive, index: number, all: readonly OobDrive[]): boolean =>
  serialNumber === null || all.findIndex((other) => other.serialNumber === serialNumber) === index;

async function storageDrives({ client, system }: Bmc): Promise<Resource[]> {
  const drives: Resource[] = [];
  for (const controller of await client.members(system.body.Storage))
    drives.push(...(await client.members(controller.body.Drives)));
  return drives.filter(isPresent);
}

/** What hangs on the Smart Array controllers of HPE up to Gen10, which are not in the standard storage. */
async function smartStorageDrives({ client, system }: Bmc): Promise<Resource[]> {
  const storage = await client.find(linkOf(hpeLink(system, 'SmartStorage')));
  const drives: Resource[] = [];
  for (const kind of ['ArrayControllers', 'HostBusAdapters'])
    for (const controller of await client.members(linked(storage?.body, kind)))
      drives.push(...(await client.members(linked(controller.body, 'PhysicalDrives'))));
  return drives.filter(isPresent);
}

function driveOf(body: JsonObject): OobDrive {
  const names = objectsOf(body.Identifiers);
  const wwn = names.find(({ DurableNameFormat }) => ['NAA', 'EUI'].includes(textOf(DurableNameFormat) ?? ''));
  const size = numberOf(body.CapacityBytes) ?? sizeByBlocks(body);
  return {
    name: (isSmartStorage(body) ? factOf(body.Location) : null) ?? factOf(body.Name) ?? factOf(body.Id),
    model: factOf(body.Model),
    serialNumber: factOf(body.SerialNumber),
    wwn: factOf(wwn?.DurableName)?.toLowerCase() ?? null,
    sizeBytes: size !== null && size > 0 ? size : null,
    mediaType: factOf(body.MediaType)?.toLowerCase() ?? null,
  };
}

/** There each drive has the same name, and is told by its bay: `1I:1:1`. */
const isSmartStorage = ({ CapacityLogicalBlocks, CapacityMiB }: JsonObject): boolean =>
  (CapacityLogicalBlocks ?? CapacityMiB) !== undefined;

function sizeByBlocks({ CapacityLogicalBlocks, BlockSizeBytes, CapacityMiB }: JsonObject): number | null {
  const [blocks, blockSize, mib] = [CapacityLogicalBlocks, BlockSizeBytes, CapacityMiB].map(numberOf);
  if (blocks && blockSize) return blocks * blockSize;
  return mib ? mib * 1024 ** 2 : null;
}
