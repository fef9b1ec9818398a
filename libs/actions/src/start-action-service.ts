import { describeDriver } from '@drydock/driver';
import { DeadLetterStore, OutboxRelay } from '@drydock/messaging';
import { Database, startService, type RunningService, type ServiceEnvironment } from '@drydock/service';
import type { DynamicModule, Type } from '@nestjs/common';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { ActionRow, TargetRow } from './action.entity.js';
import { withActions } from './action-api-document.js';
import type { ActionServiceDefinition } from './action-service.js';
import { ActionsModule } from './actions.module.js';
import { actionMigrations } from './migrations.js';
import type { RunnerSettings } from './runner.settings.js';
import { setAside } from './unreadable-command.js';

export interface ActionServiceStart {
  readonly definition: ActionServiceDefinition;
  readonly environment: ServiceEnvironment;
  readonly version: string;
  /** What only this service has, beside actions. */
  readonly more?: { readonly module: Type | DynamicModule; readonly migrations: readonly (new () => object)[] };
}

const maximumRunning = 256;
const graceSeconds = 30;

/** Starts oob, node or network: the same service around different drivers. */
export function startActionService({
  definition,
  environment,
  version,
  more,
}: ActionServiceStart): Promise<RunningService> {
  const holder = `${environment.DRYDOCK_REPLICA ?? hostname()}-${randomUUID()}`;
  const settings: RunnerSettings = {
    holder,
    maximumRunning,
    graceSeconds,
    lease: { seconds: 30, renewSeconds: 10, abortSeconds: 10 },
    now: Date.now,
    elapsed: () => performance.now(),
    random: Math.random,
    keepCancelsDays: environment.DRYDOCK_EVENT_DAYS,
  };
  const { service, drivers } = definition;
  return startService({
    name: service,
    version,
    environment,
    entities: [ActionRow, TargetRow],
    migrations: [...actionMigrations, ...(more?.migrations ?? [])],
    module: {
      module: class {},
      imports: [ActionsModule.for(definition, settings), ...(more ? [more.module] : [])],
    },
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
