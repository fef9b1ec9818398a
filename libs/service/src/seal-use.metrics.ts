import { Counter } from 'prom-client';
import type { Metrics } from './metrics.js';

/** How often each of a service's keys opened something: an old one that stands still may be taken out. */
export class SealUseMetrics {
  private readonly opened: Counter<'kid'>;

  constructor({ registry }: Metrics) {
    this.opened = new Counter({
      name: 'drydock_seals_opened_total',
      help: 'Sealed secrets that were opened, by key',
      labelNames: ['kid'],
      registers: [registry],
    });
  }

  /** Shows keys from the start that nothing was opened with yet. */
  begin(keys: readonly Readonly<Record<string, unknown>>[]): void {
    for (const { kid } of keys) this.opened.inc({ kid: String(kid) }, 0);
  }

  readonly count = (kid: string): void => this.opened.inc({ kid });
}
