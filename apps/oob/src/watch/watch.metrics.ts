import type { Metrics } from '@drydock/service';
import { Counter } from 'prom-client';

/** The numbers of the watch. */
export class WatchMetrics {
  readonly looks: Counter<'outcome'>;

  constructor({ registry }: Metrics) {
    this.looks = new Counter({
      name: 'drydock_bmc_looks_total',
      help: 'Looks at power and health of BMCs, by what came of them',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }
}
