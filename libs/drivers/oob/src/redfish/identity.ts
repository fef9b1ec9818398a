import type { NodeIdentity, OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { factOf } from '@drydock/redfish';
import { openBmc, type Bmc, type Visit } from './bmc.js';
import { chassisFacts } from './chassis.js';
import { hostMacs } from './interfaces.js';

/** Opens a BMC to change something: one whose node contradicts the design is refused before anything is touched. */
export async function openForChange(target: OobTarget, visit: Visit): Promise<Bmc> {
  const bmc = await openBmc(target, visit);
  if (target.identity !== undefined) await refuseImpostor(bmc, target.identity);
  return bmc;
}

/**
 * Serial number (or the service tag, which Dell keeps as SKU) and UUID decide. The boot MAC decides only where neither
 * can be compared: BMCs often do not show every interface.
 */
async function refuseImpostor(bmc: Bmc, { serialNumber, uuid, bootMac }: NodeIdentity): Promise<void> {
  const { UUID } = bmc.system.body;
  const comparable: string[] = [];
  const serials = serialNumber === undefined ? [] : await serialsOf(bmc);
  if (serialNumber !== undefined && serials.length > 0) {
    if (!serials.some((serial) => same(serial, serialNumber))) throw impostor('serial number', serialNumber, serials);
    comparable.push('serial number');
  }
  const found = factOf(UUID);
  if (uuid !== undefined && found !== null) {
    if (!same(found, uuid) && !same(mixedEndian(found), uuid)) throw impostor('UUID', uuid, [found]);
    comparable.push('UUID');
  }
  if (bootMac === undefined || comparable.length > 0) return;
  const macs = await hostMacs(bmc);
  if (macs.length > 0 && !macs.includes(bootMac)) throw impostor('boot MAC', bootMac, macs);
}

/** Of the system, with its service tag; OpenBMC has it at the chassis alone. */
async function serialsOf(bmc: Bmc): Promise<string[]> {
  const { SerialNumber, SKU } = bmc.system.body;
  const own = [factOf(SerialNumber) ?? factOf((await chassisFacts(bmc)).SerialNumber)];
  // A SKU alone is a product's, the same for many nodes.
  return own.every((serial) => serial === null) ? [] : [...own, factOf(SKU)].filter((serial) => serial !== null);
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** SMBIOS keeps the first three fields of a UUID in the other byte order, and not every BMC turns them round. */
function mixedEndian(uuid: string): string {
  const turn = (field: string) => field.match(/../g)?.reverse().join('') ?? field;
  const [low = '', middle = '', high = '', ...rest] = uuid.split('-');
  return [turn(low), turn(middle), turn(high), ...rest].join('-');
}

const impostor = (what: string, wanted: string, found: readonly string[]) =>
  new DriverError('rejected', `another node is behind this BMC: its ${what} is ${found.join(' or ')}, not ${wanted}`, {
    evidence: [`${what} in the design: ${wanted}`, `${what} at the BMC: ${found.join(', ')}`],
    advice: 'Correct the address of the BMC, or the identity of the node in the design. Nothing was changed.',
  });
