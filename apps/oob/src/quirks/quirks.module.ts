import { QuirkBook, quirkBook } from '@drydock/oob-drivers';
import { Database, Log } from '@drydock/service';
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { QuirkWatch } from './quirk-watch.js';
import { QuirkController } from './quirk.controller.js';

/** Quirks over REST, and what keeps this replica at them. */
@Module({
  controllers: [QuirkController],
  providers: [
    { provide: QuirkBook, useValue: quirkBook },
    {
      provide: QuirkWatch,
      useFactory: ({ pool }: Database, book: QuirkBook, log: Log) => new QuirkWatch(pool, book, log),
      inject: [Database, QuirkBook, Log],
    },
  ],
})
export class QuirksModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly watch: QuirkWatch) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.watch.refresh();
    this.watch.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.watch.stop();
  }
}
