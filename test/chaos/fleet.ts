import { freePortBlock } from '@drydock/local-servers';
import { Tokens } from '@drydock/service';
import type { SimulatedRacks } from '@drydock/simulator';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../apps/lab/src/config.js';
import { startLab } from '../../apps/lab/src/start-lab.js';
import { searchPath } from './config.js';
import { services, type Process, type Program } from './disturbances.js';
import { Network } from './network.js';
import { Operator } from './operator.js';
import { Programs, serviceOf } from './programs.js';
import { startServers, type Servers } from './servers.js';
import { racks, siteDesign } from './site.js';

export interface FleetOptions {
  readonly replicas: readonly ('1' | '2')[];
  /** How slow the simulated hardware is: 1 is as real hardware. */
  readonly pace: number;
  readonly told: (name: string, what: string) => void;
}

/** A whole Drydock in front of the lab. */
export interface Fleet {
  /** Where logs and databases are. */
  readonly data: string;
  readonly operator: Operator;
  /** Of the whole site, as YAML. */
  readonly design: string;
  readonly racks: SimulatedRacks;
  readonly network: Network;
  /** What ended although nobody had killed it. */
  readonly fallen: readonly string[];
  kill(whom: Process): Promise<void>;
  loseBrokerStore(): Promise<void>;
  stop(afterwards: 'keep the data' | 'remove the data'): Promise<void>;
}

export async function startFleet({ replicas, pace, told }: FleetOptions): Promise<Fleet> {
  const data = await mkdtemp(join(tmpdir(), 'drydock-chaos-'));
  const names: Program[] = [
    'bootstrapper',
    ...services.flatMap((service) => replicas.map((replica) => `${service}-${replica}` as const)),
  ];
  const portOf = await portsFor([...names, 'nats', 'postgres', 'lab']);
  const urlOf = (name: Program): string => `http://127.0.0.1:${portOf(name)}`;
  const logOf = (name: string) => {
    const file = createWriteStream(join(data, `${name}.log`), { flags: 'a' });
    return (line: string) => void file.write(`${line}\n`);
  };
  const ports = { nats: portOf('nats'), postgres: portOf('postgres') };
  const servers = await startServers({ data, ports, told, logOf });
  const network = await Network.open(names, ports);
  const lab = await startLab(
    labConfig({ port: portOf('lab'), bootstrapperUrl: urlOf('bootstrapper'), pace }),
    quietly,
    racks,
  );
  const environmentOf = environmentIn({ data, servers, network, portOf, bootstrapperUrl: urlOf('bootstrapper') });
  const programs = await Programs.start(names, { environmentOf, urlOf, told, logOf });

  const { tokens } = await Tokens.open(tokenKeyIn(data));
  const orchestrators = replicas.map((replica) => urlOf(`orchestrator-${replica}`));
  const operator = new Operator(orchestrators, await tokens.issue({ name: 'chaos', role: 'admin' }, 1));
  const design = await siteDesign({
    bootstrapperUrl: urlOf('bootstrapper'),
    bootstrapperToken: await tokens.issue({ name: 'chaos-site', role: 'operator' }, 1),
    labPort: portOf('lab'),
  });
  return {
    data,
    operator,
    design,
    racks: lab.racks,
    network,
    fallen: programs.fallen,
    kill: (whom) => (whom === 'nats' || whom === 'postgres' ? servers[whom].current.kill() : programs.kill(whom)),
    loseBrokerStore: () => servers.loseBrokerStore(),
    async stop(afterwards) {
      await programs.stop();
      await lab.stop();
      await network.close();
      await servers.stop();
      if (afterwards === 'remove the data') await rm(data, { recursive: true, force: true });
    },
  };
}

const quietly = (): void => undefined;
const tokenKeyIn = (data: string): string => join(data, 'token.key');

/** Ports that are free now, one for each name. */
async function portsFor(names: readonly string[]): Promise<(name: string) => number> {
  const base = await freePortBlock({ offsets: [...names.keys()] });
  return (name) => base + names.indexOf(name);
}

const labConfig = (lab: { port: number; bootstrapperUrl: string; pace: number }) =>
  readConfig({
    DRYDOCK_HTTP_PORT: String(lab.port),
    DRYDOCK_BOOTSTRAPPER_URL: lab.bootstrapperUrl,
    DRYDOCK_LAB_PACE: String(lab.pace),
  });

interface Surroundings {
  readonly data: string;
  readonly servers: Servers;
  readonly network: Network;
  readonly portOf: (name: Program) => number;
  readonly bootstrapperUrl: string;
}

/** Replicas of a service share its database and keys; each has its own way to the servers. */
const environmentIn =
  ({ data, servers, network, portOf, bootstrapperUrl }: Surroundings) =>
  (program: Program): Record<string, string> => {
    const service = serviceOf(program);
    const ofEach = {
      PATH: searchPath,
      NODE_ENV: 'production',
      DATABASE_URL: network.between(program, 'postgres').inFrontOf(servers.postgres.current.databases[service]),
      DRYDOCK_HTTP_PORT: String(portOf(program)),
      DRYDOCK_TOKEN_KEY_FILE: tokenKeyIn(data),
      DRYDOCK_SEAL_KEY_FILE: join(data, `${service}.key`),
      DRYDOCK_EXIT_WITH_PARENT: '1',
    };
    return program === 'bootstrapper'
      ? { ...ofEach, DRYDOCK_PUBLIC_URL: bootstrapperUrl, DRYDOCK_IMAGE_DIRECTORY: join(data, 'images') }
      : { ...ofEach, NATS_URL: network.between(program, 'nats').inFrontOf(servers.nats.current.url) };
  };
