import type { DeadLetterStore } from '@drydock/messaging';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The numbers of one service, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  /** How many messages wait for an operator, counted whenever somebody asks. */
  countDeadLetters(letters: Pick<DeadLetterStore, 'count'>): void {
    new Gauge({
      name: 'drydock_dead_letters',
      help: 'Messages that could not be read, handled or sent, and that nobody has retried.',
      registers: [this.registry],
      async collect() {
        // Without the database nobody knows; the other numbers are asked for then most of all.
        this.set(await letters.count().catch(() => Number.NaN));
      },
    });
  }
}
