import type { Up } from '../bring-up.js';
import { runDemo, type DemoOutcome } from './demo.js';
import type { Display } from './display.js';
import { JsonClient } from './json.client.js';
import { OrchestratorClient } from './orchestrator.client.js';
import { readSampleSite } from './sample-site.js';

export interface SampleDemoOptions {
  readonly up: Up;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** Deploys the sample site on the simulated rack of this run. */
export async function runSampleDemo({ up, display, signal }: SampleDemoOptions): Promise<DemoOutcome> {
  const { ports, bootstrapperToken, token } = up;
  const urlOf = (name: 'orchestrator' | 'oob' | 'node' | 'network' | 'bootstrapper') =>
    `http://127.0.0.1:${ports[name]}`;
  return runDemo({
    site: await readSampleSite({
      bootstrapperUrl: urlOf('bootstrapper'),
      bootstrapperToken,
      labPort: ports.lab,
    }),
    client: new OrchestratorClient(new JsonClient(urlOf('orchestrator'), token)),
    actions: {
      oob: new JsonClient(urlOf('oob'), token),
      node: new JsonClient(urlOf('node'), token),
      network: new JsonClient(urlOf('network'), token),
    },
    display,
    signal,
    now: () => performance.now(),
  });
}
