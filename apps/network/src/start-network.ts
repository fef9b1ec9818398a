import { startActionService } from '@drydock/actions';
import { chosenDrivers } from '@drydock/driver';
import { networkDrivers } from '@drydock/network-drivers';
import { version, type RunningService } from '@drydock/service';
import type { NetworkEnvironment } from './config.js';
import { LeasesModule } from './leases/leases.module.js';
import { PortLeases1700000004000 } from './leases/leases.migration.js';
import { networkService } from './network-service.js';

/** Starts the network service: actions on switch ports, and the leases that take ports out of provisioning again. Packages of drivers are looked for from `directory` on. */
export async function startNetwork(
  environment: NetworkEnvironment,
  directory = process.cwd(),
): Promise<RunningService> {
  const drivers = await chosenDrivers({
    service: 'network',
    names: environment.DRYDOCK_NETWORK_DRIVERS ?? null,
    builtIn: networkDrivers,
    directory,
  });
  return startActionService({
    definition: { ...networkService, drivers },
    environment,
    version,
    more: { module: LeasesModule, migrations: [PortLeases1700000004000] },
  });
}
