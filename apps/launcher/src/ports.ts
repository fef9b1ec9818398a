import type { ServiceName } from './flags.js';

/** Everything that listens. */
export type Listener = ServiceName | 'lab' | 'nats' | 'postgres';
export type Ports = Readonly<Record<Listener, number>>;

/** Each listener's port, counted from the base. */
export const portsFrom = (base: number): Ports => ({
  orchestrator: base,
  oob: base + 1,
  node: base + 2,
  network: base + 3,
  nats: base + 22,
  postgres: base + 32,
  bootstrapper: base + 80,
  lab: base + 90,
});
