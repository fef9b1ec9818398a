import { startActionService } from '@drydock/actions';
import { version, type RunningService, type ServiceEnvironment } from '@drydock/service';
import { LeasesModule } from './leases/leases.module.js';
import { PortLeases1700000004000 } from './leases/leases.migration.js';
import { networkService } from './network-service.js';

/** Starts the network service: actions on switch ports, and the leases that take ports out of provisioning again. */
export const startNetwork = (environment: ServiceEnvironment): Promise<RunningService> =>
  startActionService({
    definition: networkService,
    environment,
    version,
    more: { module: LeasesModule, migrations: [PortLeases1700000004000] },
  });
