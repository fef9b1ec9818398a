import type { Health, InterrogateOobResult, OobProcessors } from '@drydock/contracts';
import {
  at,
  factOf,
  linkOf,
  linksOf,
  numberOf,
  resetActionInfo,
  rootLink,
  systemIdOf,
  textOf,
  type JsonObject,
} from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { readBootOptions, type BootOption } from './boot-options.js';
import { deviceOf, modeOf, readBoot, shown, targetsOf } from './boot-state.js';
import { chassisFacts } from './chassis.js';
import { drivesOf, isPresent } from './drives.js';
import { hostInterfaces } from './interfaces.js';
import { powerOf } from './power.js';
import { pxeNicSelection } from './pxe.js';

/** What a BMC says of its node. What it does not say, or says only to fill a field, is null. */
export async function interrogate(bmc: Bmc): Promise<InterrogateOobResult> {
  const { client, system } = bmc;
  const { body } = system;
  const manager = await client.find(linksOf(at(body, 'Links', 'ManagedBy'))[0] ?? null);
  const chassis = await chassisFacts(bmc);
  const options = await readBootOptions(bmc);
  const power = powerOf(bmc);
  return {
    power: power === 'moving' ? 'unknown' : power,
    health: healthOf(body.Status),
    manufacturer: factOf(body.Manufacturer) ?? factOf(chassis.Manufacturer),
    model: factOf(body.Model) ?? factOf(chassis.Model),
    serialNumber: factOf(body.SerialNumber) ?? factOf(chassis.SerialNumber),
    sku: factOf(body.SKU),
    uuid: uuidOf(body.UUID),
    biosVersion: factOf(body.BiosVersion),
    bmcFirmware: factOf(manager?.body.FirmwareVersion),
    systemId: systemIdOf(system),
    processors: await processorsOf(bmc),
    memoryGiB: await memoryOf(bmc),
    interfaces: await hostInterfaces(bmc, options),
    drives: await drivesOf(bmc),
    firmware: await firmwareOf(bmc),
    boot: await bootOf(bmc, options),
    resetTypes: [...((await resetActionInfo(client, system))?.types ?? [])],
  };
}

/** In the usual form, whatever a BMC leaves out of it. */
function uuidOf(value: unknown): string | null {
  const uuid = factOf(value)?.toLowerCase() ?? null;
  const fields = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/.exec(uuid ?? '');
  return fields === null ? uuid : fields.slice(1).join('-');
}

export function healthOf(status: unknown): Health {
  const said = ['HealthRollup', 'HealthRollUp', 'Health'].map((key) => textOf(at(status, key)));
  const health = said.find((one) => one !== null)?.toLowerCase();
  return health === 'ok' || health === 'warning' || health === 'critical' ? health : 'unknown';
}

/** Sockets are counted: the summary counts cores on some, and is 0 on others while the node is off. */
async function processorsOf({ client, system }: Bmc): Promise<OobProcessors> {
  const listed = await client.members(system.body.Processors);
  const cpus = listed.filter(isPresent).filter(({ body }) => isCpu(textOf(body.ProcessorType)));
  const model = factOf(at(system.body, 'ProcessorSummary', 'Model')) ?? factOf(cpus[0]?.body.Model);
  return { count: cpus.length > 0 ? cpus.length : null, model };
}

const isCpu = (type: string | null): boolean => type === null || /^(cpu|central processor)$/i.test(type);

async function memoryOf({ client, system }: Bmc): Promise<number | null> {
  const total = numberOf(at(system.body, 'MemorySummary', 'TotalSystemMemoryGiB'));
  if (total !== null && total > 0) return total;
  const dimms = (await client.members(system.body.Memory)).filter(isPresent);
  const mib = dimms.reduce((sum, { body }) => sum + mibOf(body), 0);
  return mib > 0 ? mib / 1024 : null;
}

/** Of a module that keeps its content, only the part that is memory. */
function mibOf({ MemoryType, CapacityMiB, VolatileSizeMiB }: JsonObject): number {
  const volatile = numberOf(VolatileSizeMiB);
  if (/nvdimm|optane/i.test(textOf(MemoryType) ?? '')) return volatile ?? 0;
  return numberOf(CapacityMiB) ?? volatile ?? 0;
}

async function firmwareOf({ client }: Bmc): Promise<InterrogateOobResult['firmware']> {
  const service = await client.find(linkOf(await rootLink(client, 'UpdateService')));
  const parts = await client.members(service?.body.FirmwareInventory);
  return parts.map(({ body, path }) => ({
    name: factOf(body.Name) ?? factOf(body.Id) ?? path,
    version: factOf(body.Version),
  }));
}

async function bootOf(bmc: Bmc, options: readonly BootOption[]): Promise<InterrogateOobResult['boot']> {
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
    pxeNicSelection: await pxeNicSelection(bmc, options),
  };
}
