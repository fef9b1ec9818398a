import { ActionRunner, ActionStore } from '@drydock/actions';
import { OutboxRelay } from '@drydock/messaging';
import { Database, Log } from '@drydock/service';
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LeaseKeeper } from './lease-keeper.js';

/** Leases of switch ports on the provisioning network. */
@Module({
  providers: [
    {
      provide: LeaseKeeper,
      useFactory: (database: Database, store: ActionStore, runner: ActionRunner, relay: OutboxRelay, log: Log) =>
        new LeaseKeeper(database, store, { runner, relay, log }),
      inject: [Database, ActionStore, ActionRunner, OutboxRelay, Log],
    },
  ],
})
export class LeasesModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly keeper: LeaseKeeper) {}

  onApplicationBootstrap(): void {
    this.keeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keeper.stop();
  }
}
