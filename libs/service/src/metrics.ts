import { collectDefaultMetrics, Registry } from 'prom-client';

/** The numbers of one service, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }
}
