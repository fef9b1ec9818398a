import { startActionService } from '@drydock/actions';
import { chosenDrivers } from '@drydock/driver';
import { oobDrivers } from '@drydock/oob-drivers';
import { version, type RunningService } from '@drydock/service';
import type { OobEnvironment } from './config.js';
import { oobService } from './oob-service.js';
import { Quirks1700000020000 } from './quirks/quirks.migration.js';
import { QuirksModule } from './quirks/quirks.module.js';

/** Starts the oob service with the drivers that it is told to have. Packages of drivers are looked for from `directory` on. */
export async function startOob(environment: OobEnvironment, directory = process.cwd()): Promise<RunningService> {
  const drivers = await chosenDrivers({
    service: 'oob',
    names: environment.DRYDOCK_OOB_DRIVERS ?? null,
    builtIn: oobDrivers,
    directory,
  });
  return startActionService({
    definition: { ...oobService, drivers },
    environment,
    version,
    more: { module: QuirksModule, migrations: [Quirks1700000020000] },
  });
}
