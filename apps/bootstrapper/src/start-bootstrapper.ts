import { SealKeys, startWebService, version, type RunningService } from '@drydock/service';
import { BootstrapperModule } from './bootstrapper.module.js';
import type { BootstrapperConfig } from './config.js';
import { SystemClock, type Clock } from './clock.js';
import { AgentSessionRow } from './persistence/agent-session.entity.js';
import { ImageRow } from './persistence/image.entity.js';
import { FirstTables1700000000000 } from './persistence/migrations/first-tables.migration.js';
import { RepositoryCredentials1700000014000 } from './persistence/migrations/repository-credentials.migration.js';
import { NodeEventRow } from './persistence/node-event.entity.js';
import { NodeRow } from './persistence/node.entity.js';
import { RepositoryCredentialRow } from './persistence/repository-credential.entity.js';
import { SeenMacRow } from './persistence/seen-mac.entity.js';
import { SiteSettingRow } from './persistence/site-setting.entity.js';
import { WorkRow } from './persistence/work.entity.js';

/** Starts the bootstrapper: opens its database, listens, and takes up what a former process left open. */
export function startBootstrapper(
  config: BootstrapperConfig,
  clock: Clock = new SystemClock(),
): Promise<RunningService> {
  return startWebService({
    name: 'bootstrapper',
    version,
    environment: config,
    entities: [
      AgentSessionRow,
      ImageRow,
      NodeEventRow,
      NodeRow,
      RepositoryCredentialRow,
      SeenMacRow,
      SiteSettingRow,
      WorkRow,
    ],
    migrations: [FirstTables1700000000000, RepositoryCredentials1700000014000],
    module: BootstrapperModule.with(config, clock),
    bodyLimit: '4mb',
    open: async () => ({
      provide: [await SealKeys.open(config.DRYDOCK_SEAL_KEY_FILE)],
      close: () => Promise.resolve(),
    }),
    prepare: (app) => {
      app.useBodyParser('text', { type: ['text/plain', 'application/x-www-form-urlencoded'], limit: '256kb' });
      return Promise.resolve();
    },
  });
}
