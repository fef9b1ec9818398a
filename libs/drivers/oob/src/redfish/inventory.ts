import type { Health, InterrogateOobResult, OobDrive, OobProcessors, PxeNicSelection } from '@drydock/contracts';
import {
  at,
  factOf,
  linkOf,
  linksOf,
  numberOf,
  objectsOf,
  resetActionInfo,
  systemIdOf,
  textOf,
  type JsonObject,
  type Resource,
} from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { readBootOptions } from './boot-options.js';
import { deviceOf, has, modeOf, readBoot, shown, targetsOf } from './boot-state.js';
import { hostInterfaces } from './interfaces.js';
import { powerOf } from './power.js';

/** What a BMC says of its node. What it does not say, or says only to fill a field, is null. */
export async function interrogate(bmc: Bmc): Promise<InterrogateOobResult> {
  const { client, system } = bmc;
  const { body } = system;
  const manager = await client.find(linksOf(at(body, 'Links', 'ManagedBy'))[0] ?? null);
  const chassis = await chassisOf(bmc);
  const power = powerOf(bmc);
  return {
    power: power === 'moving' ? 'unknown' : power,
    health: healthOf(body.Status),
    manufacturer: factOf(body.Manufacturer) ?? factOf(chassis.Manufacturer),
    model: factOf(body.Model) ?? factOf(chassis.Model),
    serialNumber: factOf(body.SerialNumber) ?? factOf(chassis.SerialNumber),
    sku: factOf(body.SKU),
    uuid: factOf(body.UUID)?.toLowerCase() ?? null,
    biosVersion: factOf(body.BiosVersion),
    bmcFirmware: factOf(manager?.body.FirmwareVersion),
    systemId: systemIdOf(system),
    processors: await processorsOf(bmc),
    memoryGiB: await memoryOf(bmc),
    interfaces: await hostInterfaces(bmc),
    drives: await drivesOf(bmc),
    firmware: await firmwareOf(bmc),
    boot: await bootOf(bmc),
    resetTypes: [...((await resetActionInfo(client, system))?.types ?? [])],
  };
}

/** Asked only where the system itself does not say who made it, as with OpenBMC. */
async function chassisOf({ client, system: { body } }: Bmc): Promise<JsonObject> {
  const said = [body.Manufacturer, body.Model, body.SerialNumber].every((value) => factOf(value) !== null);
  if (said) return {};
  return (await client.find(linksOf(at(body, 'Links', 'Chassis'))[0] ?? null))?.body ?? {};
}

export function healthOf(status: unknown): Health {
  const said = at(status, 'HealthRollup') ?? at(status, 'HealthRollUp') ?? at(status, 'Health');
  const health = textOf(said)?.toLowerCase();
  return health === 'ok' || health === 'warning' || health === 'critical' ? health : 'unknown';
}

const isPresent = ({ body }: Resource): boolean => textOf(at(body, 'Status', 'State')) !== 'Absent';

/** Sockets are counted: the summary counts cores on some, and is 0 on others while the node is off. */
async function processorsOf({ client, system }: Bmc): Promise<OobProcessors> {
  const listed = await client.members(linkOf(system.body.Processors));
  const cpus = listed.filter(isPresent).filter(({ body }) => (textOf(body.ProcessorType) ?? 'CPU') === 'CPU');
  const model = factOf(at(system.body, 'ProcessorSummary', 'Model')) ?? factOf(cpus[0]?.body.Model);
  return { count: cpus.length > 0 ? cpus.length : null, model };
}

async function memoryOf({ client, system }: Bmc): Promise<number | null> {
  const total = numberOf(at(system.body, 'MemorySummary', 'TotalSystemMemoryGiB'));
  if (total !== null && total > 0) return total;
  const dimms = (await client.members(linkOf(system.body.Memory))).filter(isPresent);
  const mib = dimms.reduce((sum, { body }) => sum + (numberOf(body.CapacityMiB) ?? 0), 0);
  return mib > 0 ? mib / 1024 : null;
}

async function drivesOf({ client, system }: Bmc): Promise<OobDrive[]> {
  const drives: OobDrive[] = [];
  for (const controller of await client.members(linkOf(system.body.Storage))) {
    for (const path of linksOf(controller.body.Drives)) {
      const drive = await client.find(path);
      if (drive !== null && isPresent(drive)) drives.push(driveOf(drive.body));
    }
  }
  if (drives.length > 0) return drives;
  const simple = await client.members(linkOf(system.body.SimpleStorage));
  return simple.flatMap(({ body }) => objectsOf(body.Devices).map(driveOf));
}

function driveOf(body: JsonObject): OobDrive {
  const names = objectsOf(body.Identifiers);
  const wwn = names.find(({ DurableNameFormat }) => ['NAA', 'EUI'].includes(textOf(DurableNameFormat) ?? ''));
  const size = numberOf(body.CapacityBytes);
  return {
    name: factOf(body.Name) ?? factOf(body.Id),
    model: factOf(body.Model),
    serialNumber: factOf(body.SerialNumber),
    wwn: factOf(wwn?.DurableName)?.toLowerCase() ?? null,
    sizeBytes: size !== null && size > 0 ? size : null,
    mediaType: factOf(body.MediaType)?.toLowerCase() ?? null,
  };
}

async function firmwareOf({ client }: Bmc): Promise<InterrogateOobResult['firmware']> {
  const root = await client.root();
  const service = await client.find(linkOf(root.body.UpdateService));
  const parts = await client.members(linkOf(service?.body.FirmwareInventory));
  return parts.map(({ body, path }) => ({
    name: factOf(body.Name) ?? factOf(body.Id) ?? path,
    version: factOf(body.Version),
  }));
}

async function bootOf(bmc: Bmc): Promise<InterrogateOobResult['boot']> {
  const boot = await readBoot(bmc);
  const secure = await bmc.client.find(linkOf(bmc.system.body.SecureBoot));
  const current = textOf(secure?.body.SecureBootCurrentBoot);
  const enabled = shown(boot, 'BootSourceOverrideEnabled');
  const device = enabled === 'Disabled' ? null : deviceOf(shown(boot, 'BootSourceOverrideTarget'));
  const devices = targetsOf(boot)
    .map(deviceOf)
    .filter((one) => one !== null && one !== 'none');
  return {
    mode: modeOf(shown(boot, 'BootSourceOverrideMode')),
    secureBoot: current === null ? null : current === 'Enabled',
    progress: factOf(at(bmc.system.body, 'BootProgress', 'LastState')),
    override: { device: device ?? 'none', once: device !== null && device !== 'none' && enabled === 'Once' },
    devices: [...new Set(devices)],
    pxeNicSelection: has(boot, 'BootOrder') ? await selectionOf(bmc) : 'unsupported',
  };
}

async function selectionOf(bmc: Bmc): Promise<PxeNicSelection> {
  const options = await readBootOptions(bmc);
  return options.some(({ mac }) => mac !== null) ? 'boot-option' : 'unsupported';
}
