import type { NodeIdentity, OobTarget } from '@drydock/contracts';
import { factOf } from '@drydock/redfish';
import { refuseImpostor } from '../node-identity.js';
import { openBmc, type Bmc, type Visit } from './bmc.js';
import { chassisFacts } from './chassis.js';
import { hostMacs } from './interfaces.js';

/** Opens a BMC to change something: one whose node contradicts the design is refused before anything is touched. */
export async function openForChange(target: OobTarget, visit: Visit): Promise<Bmc> {
  const bmc = await openBmc(target, visit);
  if (target.identity !== undefined) await checkIdentity(bmc, target.identity);
  return bmc;
}

/** Reads no more than what decides; BMCs often do not show every interface. */
async function checkIdentity(bmc: Bmc, identity: NodeIdentity): Promise<void> {
  const serialNumbers = identity.serialNumber === undefined ? [] : await serialsOf(bmc);
  const uuid = factOf(bmc.system.body.UUID);
  await refuseImpostor(identity, { serialNumbers, uuid, macs: () => hostMacs(bmc) });
}

/** Of the system, with its service tag, which Dell keeps as SKU; OpenBMC has it at the chassis alone. */
async function serialsOf(bmc: Bmc): Promise<string[]> {
  const { SerialNumber, SKU } = bmc.system.body;
  const own = [factOf(SerialNumber) ?? factOf((await chassisFacts(bmc)).SerialNumber)];
  // A SKU alone is a product's, the same for many nodes.
  return own.every((serial) => serial === null) ? [] : [...own, factOf(SKU)].filter((serial) => serial !== null);
}
