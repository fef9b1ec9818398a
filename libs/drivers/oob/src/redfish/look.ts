import type { OobTarget } from '@drydock/contracts';
import type { Glance } from '@drydock/driver';
import { RedfishError, type Resource } from '@drydock/redfish';
import { hostAt, openBmc, unrecorded } from './bmc.js';
import { healthOf } from './inventory.js';
import { powerOf } from './power.js';

/** Where the host was found at each BMC, so that a look is a single request. */
const hostPaths = new Map<string, string>();
/** More BMCs than one process watches; what is forgotten is found again. */
const remembered = 50_000;

/** Power and health of the host, in one request where it was found before. */
export async function lookAtBmc(target: OobTarget, signal: AbortSignal): Promise<Glance> {
  const system = await hostOf(target, signal);
  const power = powerOf({ system });
  return { power: power === 'moving' ? 'unknown' : power, health: healthOf(system.body.Status) };
}

async function hostOf(target: OobTarget, signal: AbortSignal): Promise<Resource> {
  const place = `${target.address} ${target.port ?? ''} ${target.systemId ?? ''}`;
  const known = hostPaths.get(place);
  if (known !== undefined) {
    try {
      return await hostAt(target, known, signal);
    } catch (error) {
      if (!(error instanceof RedfishError) || ![404, 410].includes(error.status)) throw error;
      hostPaths.delete(place);
    }
  }
  const { system } = await openBmc(target, unrecorded(signal));
  if (hostPaths.size >= remembered) hostPaths.clear();
  hostPaths.set(place, system.path);
  return system;
}
