import type { Up } from '../bring-up.js';
import { runDemo, type DemoOutcome } from './demo.js';
import type { Display } from './display.js';
import { JsonClient } from './json.client.js';
import { OrchestratorClient } from './orchestrator.client.js';

export interface SampleSiteOptions {
  readonly up: Up;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** Deploys `examples/sites/sample` on the simulated rack. */
export async function deploySampleSite({ up, display, signal }: SampleSiteOptions): Promise<DemoOutcome> {
  const clientOf = (name: 'orchestrator' | 'oob' | 'node' | 'network'): JsonClient =>
    new JsonClient(`http://127.0.0.1:${up.ports[name]}`, up.token);
  return runDemo({
    site: '',
    client: new OrchestratorClient(clientOf('orchestrator')),
    actions: { oob: clientOf('oob'), node: clientOf('node'), network: clientOf('network') },
    display,
    signal,
    now: () => performance.now(),
  });
}
