import { startActionService } from '@drydock/actions';
import { chosenDrivers } from '@drydock/driver';
import { nodeDrivers } from '@drydock/node-drivers';
import { version, type RunningService } from '@drydock/service';
import type { NodeEnvironment } from './config.js';
import { nodeService } from './node-service.js';

/** Starts the node service with the drivers that it is told to have. Packages of drivers are looked for from `directory` on. */
export async function startNode(environment: NodeEnvironment, directory = process.cwd()): Promise<RunningService> {
  const drivers = await chosenDrivers({
    service: 'node',
    names: environment.DRYDOCK_NODE_DRIVERS ?? null,
    builtIn: nodeDrivers,
    directory,
  });
  return startActionService({
    definition: { ...nodeService, drivers },
    environment,
    version,
  });
}
