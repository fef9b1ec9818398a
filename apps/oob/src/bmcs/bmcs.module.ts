import { TheService } from '@drydock/actions';
import { OutboxRelay } from '@drydock/messaging';
import { Database, Log, Metrics, SealKeys, SecretHmac } from '@drydock/service';
import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BmcWatch, type WatchSettings } from '../watch/bmc-watch.js';
import { WatchMetrics } from '../watch/watch.metrics.js';
import { BmcStore } from './bmc.store.js';
import { BmcsController } from './bmcs.controller.js';

/** What is known of each BMC, and the watch over them. */
@Module({})
export class BmcsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly watch: BmcWatch) {}

  static for(settings: WatchSettings): DynamicModule {
    return {
      module: BmcsModule,
      controllers: [BmcsController],
      providers: [
        { provide: BmcStore, useFactory: (database: Database) => new BmcStore(database), inject: [Database] },
        {
          provide: BmcWatch,
          useFactory: (
            { definition: { drivers } }: TheService,
            database: Database,
            relay: OutboxRelay,
            keys: SealKeys,
            hmac: SecretHmac,
            log: Log,
            metrics: Metrics,
          ) =>
            new BmcWatch({ drivers, database, relay, keys, hmac, log, metrics: new WatchMetrics(metrics) }, settings),
          inject: [TheService, Database, OutboxRelay, SealKeys, SecretHmac, Log, Metrics],
        },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.watch.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.watch.stop();
  }
}
