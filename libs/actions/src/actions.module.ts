import { Broker, OutboxRelay } from '@drydock/messaging';
import { Database, Log, Metrics, Readiness, SealKeys, SecretHmac } from '@drydock/service';
import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ActionAcceptance } from './action-acceptance.js';
import { ActionConfirmation } from './action-confirmation.js';
import { ActionController } from './action.controller.js';
import { ActionEnds } from './action-ends.js';
import { listenerFor } from './action.listener.js';
import { ActionRunner } from './action-runner.js';
import { TheService, type ActionServiceDefinition } from './action-service.js';
import { ActionStore } from './action.store.js';
import { CommandCheck } from './command-check.js';
import { RunnerMetrics } from './runner.metrics.js';
import type { RunnerSettings } from './runner.settings.js';
import { SealUses } from './seal-uses.js';
import { DriverController } from './service.controllers.js';
import { TargetReach } from './target-reach.js';
import { TargetTurns } from './target-turn.js';

/** Everything that oob, node and network have in common: actions over REST and NATS, and the runner that carries them out. */
@Module({})
export class ActionsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly theService: TheService,
    private readonly runner: ActionRunner,
    private readonly ends: ActionEnds,
    private readonly readiness: Readiness,
  ) {}

  static for(definition: ActionServiceDefinition, settings: RunnerSettings): DynamicModule {
    const check = new CommandCheck(definition);
    return {
      module: ActionsModule,
      global: true,
      controllers: [ActionController, DriverController, listenerFor(definition.service, check.command)],
      providers: [
        { provide: TheService, useValue: new TheService(definition) },
        { provide: CommandCheck, useValue: check },
        { provide: RunnerMetrics, useFactory: (metrics: Metrics) => new RunnerMetrics(metrics), inject: [Metrics] },
        { provide: ActionStore, useFactory: (database: Database) => new ActionStore(database), inject: [Database] },
        {
          provide: ActionRunner,
          useFactory: (
            database: Database,
            relay: OutboxRelay,
            keys: SealKeys,
            hmac: SecretHmac,
            log: Log,
            metrics: RunnerMetrics,
          ) => new ActionRunner({ definition, database, relay, keys, hmac, log, metrics }, settings),
          inject: [Database, OutboxRelay, SealKeys, SecretHmac, Log, RunnerMetrics],
        },
        {
          provide: ActionAcceptance,
          useFactory: (
            database: Database,
            store: ActionStore,
            runner: ActionRunner,
            relay: OutboxRelay,
            keys: SealKeys,
            hmac: SecretHmac,
          ) =>
            new ActionAcceptance({ definition, check, database, store, runner, relay, keys, hmac, now: settings.now }),
          inject: [Database, ActionStore, ActionRunner, OutboxRelay, SealKeys, SecretHmac],
        },
        {
          provide: ActionConfirmation,
          useFactory: (database: Database, store: ActionStore, runner: ActionRunner, relay: OutboxRelay) =>
            new ActionConfirmation({ definition, database, store, runner, relay, now: settings.now }),
          inject: [Database, ActionStore, ActionRunner, OutboxRelay],
        },
        {
          provide: ActionEnds,
          useFactory: (broker: Broker) => new ActionEnds(broker, definition.service),
          inject: [Broker],
        },
        {
          provide: SealUses,
          useFactory: (database: Database, keys: SealKeys) => new SealUses(database, keys, definition.sealsKeptIn),
          inject: [Database, SealKeys],
        },
        targetReach(definition),
      ],
      exports: [TheService, ActionStore, ActionRunner],
    };
  }

  onApplicationBootstrap(): void {
    this.readiness.add('runner', () => this.runner.isWell());
    this.runner.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.ends.stop();
    await this.runner.stop();
    await this.theService.definition.close?.();
  }
}

const targetReach = (definition: ActionServiceDefinition): FactoryProvider => ({
  provide: TargetReach,
  useFactory: (keys: SealKeys, database: Database, hmac: SecretHmac) =>
    new TargetReach(definition, keys, new TargetTurns(definition, database, hmac)),
  inject: [SealKeys, Database, SecretHmac],
});
