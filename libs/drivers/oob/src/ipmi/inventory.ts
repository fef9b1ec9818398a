import type { Health, InterrogateOobResult } from '@drydock/contracts';
import { withDashes } from '../node-identity.js';
import { unknownNode } from '../unknown-node.js';
import type { Bmc } from './bmc.js';
import { deviceOf, isPersistent, isValid, modeOf } from './boot-flags.js';
import { readBootFlags } from './boot.js';
import { linesOf } from './printed.js';

const fillers = /^(|0+|n\/?a|none|null|unknown.*|unspecified|not specified|to be filled.*|default string|[.x-]+)$/i;

/** The first that is a fact, and not only there to fill a field. */
const factOf = (...values: readonly (string | undefined)[]): string | null =>
  values.map((value) => value?.trim() ?? '').find((value) => !fillers.test(value)) ?? null;

export interface Fru {
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly sku: string | null;
  /** The node's own first, then its board's and chassis'. */
  readonly serialNumbers: readonly string[];
}

export async function readFru(bmc: Bmc): Promise<Fru> {
  const fru = linesOf(await bmc.find('fru', 'print', '0'));
  const serials = ['Product Serial', 'Chassis Serial', 'Board Serial'].map((name) => factOf(fru.get(name)));
  return {
    manufacturer: factOf(fru.get('Product Manufacturer'), fru.get('Board Mfg')),
    model: factOf(fru.get('Product Name'), fru.get('Board Product')),
    sku: factOf(fru.get('Product Part Number'), fru.get('Chassis Part Number')),
    serialNumbers: serials.filter((serial) => serial !== null),
  };
}

/** The UUID of the node, as the BMC orders its bytes. */
export async function readUuid(bmc: Bmc): Promise<string | null> {
  const said = linesOf(await bmc.find('mc', 'guid')).get('System GUID') ?? '';
  const digits = /^[0-9a-f-]{32,36}/i.exec(said)?.[0].replaceAll('-', '') ?? '';
  return /^[0-9a-f]{32}$/i.test(digits) && !/^(0+|f+)$/i.test(digits) ? withDashes(digits) : null;
}

/** The network interface of the BMC itself, as far as it says. */
export async function readBmcLan(bmc: Bmc): Promise<{ readonly mac: string | null; readonly address: string | null }> {
  const lan = linesOf(await bmc.find('lan', 'print'));
  return { mac: factOf(lan.get('MAC Address'))?.toLowerCase() ?? null, address: factOf(lan.get('IP Address')) };
}

const faults = ['Power Overload', 'Main Power Fault', 'Power Control Fault', 'Drive Fault', 'Cooling/Fan Fault'];

/** What the chassis complains of, then the worst of its sensors. Without either it is not known. */
export function healthOf(chassis: ReadonlyMap<string, string>, sensors: string | null): Health {
  const said = faults.map((fault) => chassis.get(fault));
  // `CPU Temp | 01h | ok | 7.1 | 37 degrees C`; `ns` is a sensor that reads nothing now.
  const states = sensors?.split('\n').map((line) => line.split('|')[2]?.trim().toLowerCase() ?? '') ?? [];
  if (said.includes('true') || states.some((state) => /(cr|nr)$/.test(state))) return 'critical';
  if (states.some((state) => state.endsWith('nc'))) return 'warning';
  return said.includes('false') || states.includes('ok') ? 'ok' : 'unknown';
}

/** What a BMC says over IPMI of its node. It knows nothing of processors, memory, interfaces and drives. */
export async function interrogate(bmc: Bmc): Promise<InterrogateOobResult> {
  const chassis = linesOf(await bmc.ask('chassis', 'status'));
  const mc = linesOf(await bmc.ask('mc', 'info'));
  const { manufacturer, model, sku, serialNumbers } = await readFru(bmc);
  const uuid = await readUuid(bmc);
  const sensors = await bmc.find('sdr', 'elist');
  const power = chassis.get('System Power');
  return {
    ...unknownNode,
    power: power === 'on' || power === 'off' ? power : 'unknown',
    health: healthOf(chassis, sensors),
    manufacturer,
    model,
    serialNumber: serialNumbers[0] ?? null,
    sku,
    uuid,
    bmcFirmware: factOf(mc.get('Firmware Revision')),
    boot: await bootOf(bmc),
    resetTypes: ['on', 'off', 'soft', 'reset'],
  };
}

async function bootOf(bmc: Bmc): Promise<InterrogateOobResult['boot']> {
  const shown = await readBootFlags(bmc);
  const device = isValid(shown) ? (deviceOf(shown) ?? 'none') : 'none';
  return {
    mode: modeOf(shown),
    secureBoot: null,
    progress: null,
    override: { device, once: device !== 'none' && !isPersistent(shown) },
    devices: ['pxe', 'disk', 'cdrom', 'usb', 'bios-setup'],
    pxeNicSelection: 'unsupported',
  };
}
