import { startActionService } from '@drydock/actions';
import { chosenDrivers } from '@drydock/driver';
import { oobDrivers } from '@drydock/oob-drivers';
import { version, type RunningService } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { keepBooks } from './bmcs/bmc-books.js';
import { Bmcs1700000021000 } from './bmcs/bmcs.migration.js';
import { SameHardware1764122600000 } from './bmcs/same-hardware.migration.js';
import type { OobEnvironment } from './config.js';
import { OobModule } from './oob.module.js';
import { oobService } from './oob-service.js';
import { Quirks1700000020000 } from './quirks/quirks.migration.js';
import { BmcSessions1764122500000 } from './sessions/sessions.migration.js';

/** Starts the oob service with the drivers that it is told to have. Packages of drivers are looked for from `directory` on. */
export async function startOob(environment: OobEnvironment, directory = process.cwd()): Promise<RunningService> {
  const drivers = await chosenDrivers({
    service: 'oob',
    names: environment.DRYDOCK_OOB_DRIVERS ?? null,
    builtIn: oobDrivers,
    directory,
  });
  const watch = watchSettings(environment);
  return startActionService({
    definition: { ...oobService, drivers, onEnds: keepBooks(watch.everySeconds) },
    environment,
    version,
    more: {
      module: OobModule.for(watch),
      migrations: [Bmcs1700000021000, Quirks1700000020000, BmcSessions1764122500000, SameHardware1764122600000],
    },
  });
}

/** Without a word about it nothing is watched: tests decide for themselves when a BMC is called. */
const watchSettings = (environment: OobEnvironment) => ({
  holder: `${environment.DRYDOCK_REPLICA ?? hostname()}-${randomUUID()}-watch`,
  everySeconds: environment.DRYDOCK_WATCH_SECONDS ?? 0,
  atOnce: environment.DRYDOCK_WATCH_AT_ONCE ?? 64,
});
