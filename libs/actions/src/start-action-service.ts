import { describeDriver } from '@drydock/driver';
import { DeadLetterStore, OutboxRelay } from '@drydock/messaging';
import { Database, startService, type RunningService, type ServiceEnvironment } from '@drydock/service';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { ActionRow, TargetRow } from './action.entity.js';
import { withActions } from './action-api-document.js';
import { Actions1700000001000 } from './actions.migration.js';
import type { ActionServiceDefinition } from './action-service.js';
import { ActionsModule } from './actions.module.js';
import { setAside } from './unreadable-command.js';

export interface ActionServiceStart {
  readonly definition: ActionServiceDefinition;
  readonly environment: ServiceEnvironment;
  readonly version: string;
}

const maximumRunning = 256;
const graceSeconds = 30;

/** Starts oob, node or network: the same service around different drivers. */
export function startActionService({ definition, environment, version }: ActionServiceStart): Promise<RunningService> {
  const holder = `${environment.DRYDOCK_REPLICA ?? hostname()}-${randomUUID()}`;
  const { service, drivers } = definition;
  return startService({
    name: service,
    version,
    environment,
    entities: [ActionRow, TargetRow],
    migrations: [Actions1700000001000],
    module: ActionsModule.for(definition, { holder, maximumRunning, graceSeconds, now: Date.now, random: Math.random }),
    drivers: [...drivers.values()].map(describeDriver),
    api: { complete: withActions(service) },
    onUndeliverable: (app, message) =>
      setAside(service, message, {
        database: app.get(Database),
        deadLetters: app.get(DeadLetterStore),
        relay: app.get(OutboxRelay),
      }),
  });
}
