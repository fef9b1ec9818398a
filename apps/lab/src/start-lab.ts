import {
  sampleRacks,
  simulatedAgent,
  simulatedTime,
  startRacks,
  type RackDescription,
  type SimulatedRacks,
} from '@drydock/simulator';
import { ConfigError, type LabConfig } from './config.js';
import { LabApi } from './rest/lab-api.js';
import { startRestServer } from './rest/rest-server.js';
import { readState, StateFile } from './state-file.js';

export interface RunningLab {
  readonly url: string;
  readonly racks: SimulatedRacks;
  /** Keeps the state and takes the racks down. */
  stop(): Promise<void>;
}

/** One line about something that happened, with what it is about. */
export type Log = (message: string, facts?: Readonly<Record<string, unknown>>) => void;

/** Starts the racks and their REST API. When an address is taken, nothing is left running, and the error says which. */
export async function startLab(
  config: LabConfig,
  log: Log,
  racks: readonly RackDescription[] = sampleRacks(),
): Promise<RunningLab> {
  const { host, port, stateFile, token, bootstrapperUrl, provisioningVlan } = config;
  const report = (error: unknown) => log('something went wrong in the lab', { error: textOf(error) });
  const simulated = await startRacks({
    racks: withIpmi(racks, config.ipmiNodes),
    port,
    time: simulatedTime(config.pace),
    bootstrapperUrl,
    provisioningVlan,
    runAgent: simulatedAgent(),
    state: stateFile === null ? undefined : await readState(stateFile),
    report,
  });
  const kept = stateFile === null ? undefined : new StateFile(stateFile, simulated.state, report);
  if (kept) simulated.onChange(() => kept.changed());
  tellOfNodes(simulated, log);
  try {
    const server = await startRestServer({ host, port, api: new LabApi(simulated, token), report });
    log('the lab is up', { url: server.url, nodes: simulated.nodes.size, switches: simulated.switches.size });
    return {
      url: server.url,
      racks: simulated,
      async stop() {
        await server.close();
        await kept?.save();
        await simulated.close();
      },
    };
  } catch (error) {
    await simulated.close();
    throw error;
  }
}

/** The same racks, with IPMI at the BMCs of these nodes. Throws where one is not there. */
function withIpmi(racks: readonly RackDescription[], names: readonly string[]): readonly RackDescription[] {
  const known = new Set(racks.flatMap(({ nodes }) => nodes.map(({ hardware }) => hardware.name)));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new ConfigError(`DRYDOCK_LAB_IPMI_NODES names no node of the lab: ${unknown.join(', ')}.`);
  return racks.map((rack) => ({
    ...rack,
    nodes: rack.nodes.map((node) =>
      names.includes(node.hardware.name) ? { ...node, bmc: { ...node.bmc, protocol: 'ipmi' } } : node,
    ),
  }));
}

function tellOfNodes({ nodes }: SimulatedRacks, log: Log): void {
  for (const [name, { node }] of nodes) {
    let runs = node.runs;
    node.onChange(() => {
      if (node.runs === runs) return;
      runs = node.runs;
      log('what runs on a node changed', { node: name, power: node.power, runs });
    });
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
