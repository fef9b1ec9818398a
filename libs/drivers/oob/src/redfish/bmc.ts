import type { OobTarget } from '@drydock/contracts';
import { hostSystem, RedfishConnections, type RedfishClient, type Resource } from '@drydock/redfish';
import { redfishTarget } from './redfish.settings.js';

/** The connections of this process to all its BMCs. */
const connections = new RedfishConnections();

/** Deletes the sessions of this process at all BMCs. */
export const closeRedfish = (): Promise<void> => connections.close();

/** A BMC and the node behind it. */
export interface Bmc {
  readonly client: RedfishClient;
  /** The host, as it was when it was read. */
  readonly system: Resource;
}

export async function openBmc(target: OobTarget, signal: AbortSignal): Promise<Bmc> {
  const client = connections.client(redfishTarget(target), signal);
  return { client, system: await hostSystem(client, target.systemId) };
}

/** The BMC with the host that is known to be at this path. */
export async function openBmcAt(target: OobTarget, path: string, signal: AbortSignal): Promise<Bmc> {
  const client = connections.client(redfishTarget(target), signal);
  return { client, system: await client.get(path) };
}

export const reread = async ({ client, system }: Bmc): Promise<Bmc> => ({
  client,
  system: await client.get(system.path),
});

const looks = [0, 0.2, 0.5, 0.8];

/** Reads the host until it is as expected, for a second and a half at most; answers how it was last. */
export async function lookFor(bmc: Bmc, expected: (found: Bmc) => boolean | Promise<boolean>): Promise<Bmc> {
  let found = bmc;
  for (const seconds of looks) {
    if (seconds > 0) await bmc.client.pause(seconds);
    found = await reread(bmc);
    if (await expected(found)) break;
  }
  return found;
}
