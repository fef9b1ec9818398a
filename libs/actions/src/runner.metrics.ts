import type { Metrics } from '@drydock/service';
import { Counter, Gauge, Histogram } from 'prom-client';

/** The numbers of the runner. */
export class RunnerMetrics {
  readonly running: Gauge;
  readonly ended: Counter<'action' | 'driver' | 'state'>;
  readonly callSeconds: Histogram<'action' | 'driver'>;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.running = new Gauge({ name: 'drydock_driver_calls_running', help: 'Driver calls under way', registers });
    this.ended = new Counter({
      name: 'drydock_actions_ended_total',
      help: 'Actions that ended, by outcome',
      labelNames: ['action', 'driver', 'state'],
      registers,
    });
    this.callSeconds = new Histogram({
      name: 'drydock_driver_call_seconds',
      help: 'How long driver calls take',
      labelNames: ['action', 'driver'],
      buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60, 300],
      registers,
    });
  }
}
