import { startActionService } from '@drydock/actions';
import {
  createTestDatabase,
  freePortBlock,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@drydock/local-servers/testing';
import { readEnvironment, serviceVariables, Tokens, type RunningService } from '@drydock/service';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNetwork } from '../../apps/network/src/start-network.js';
import { nodeService } from '../../apps/node/src/node-service.js';
import { variables as oobVariables } from '../../apps/oob/src/config.js';
import { startOob } from '../../apps/oob/src/start-oob.js';
import { variables as orchestratorVariables } from '../../apps/orchestrator/src/config.js';
import { startOrchestrator } from '../../apps/orchestrator/src/start-orchestrator.js';

export type ServiceName = 'orchestrator' | 'oob' | 'node' | 'network';
export const serviceNames: readonly ServiceName[] = ['orchestrator', 'oob', 'node', 'network'];

export interface Request {
  readonly method: string;
  readonly path: string;
  /** A text or bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Services with real Postgres and NATS, in this process; each with its own database. */
export interface Drydock {
  readonly nats: TestNats;
  readonly token: string;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly databases: Readonly<Record<ServiceName, TestDatabase>>;
  /** Where `file://` references may lead. */
  readonly designRoot: string;
  /** Where a service has its private keys. */
  sealKeyFile(service: ServiceName): string;
  call(service: ServiceName, request: Request): Promise<Answer>;
  /** Stops a service and starts it again, with its database as it was. */
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the four services, or only some of them; `more` are environment variables for all of them. */
export async function startDrydock(
  only: readonly ServiceName[] = serviceNames,
  more: Readonly<Record<string, string>> = {},
): Promise<Drydock> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-'));
  const designRoot = join(directory, 'designs');
  await mkdir(designRoot);
  const nats = await startTestNats();
  const base = await freePortBlock({ offsets: [0, 1, 2, 3] });
  const running = new Map<ServiceName, RunningService>();
  const databases = {
    orchestrator: await createTestDatabase(),
    oob: await createTestDatabase(),
    node: await createTestDatabase(),
    network: await createTestDatabase(),
  };
  const portOf = (service: ServiceName): number => base + serviceNames.indexOf(service);
  const sealKeyFile = (service: ServiceName): string => join(directory, `${service}.key`);
  const environmentOf = (service: ServiceName) => ({
    DATABASE_URL: databases[service].url,
    DRYDOCK_HTTP_PORT: String(portOf(service)),
    NATS_URL: nats.url,
    DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
    DRYDOCK_SEAL_KEY_FILE: sealKeyFile(service),
    DRYDOCK_LOG_LEVEL: 'silent',
    ...more,
  });
  const environment = (service: ServiceName) =>
    readEnvironment(serviceVariables(portOf(service)), environmentOf(service));
  const starts: Readonly<Record<ServiceName, () => Promise<RunningService>>> = {
    orchestrator: () =>
      startOrchestrator(
        readEnvironment(orchestratorVariables, { ...environmentOf('orchestrator'), DRYDOCK_DESIGN_ROOT: designRoot }),
      ),
    oob: () => startOob(readEnvironment(oobVariables, { DRYDOCK_WATCH_SECONDS: '0', ...environmentOf('oob') })),
    node: () => startActionService({ definition: nodeService, version: 'test', environment: environment('node') }),
    network: () => startNetwork(environment('network')),
  };
  const start = (service: ServiceName): Promise<RunningService> => starts[service]();

  for (const service of only) running.set(service, await start(service));
  const { tokens } = await Tokens.open(join(directory, 'token.key'));
  const token = await tokens.issue({ name: 'test', role: 'admin' }, 1);
  const urlOf = (service: ServiceName) => `http://127.0.0.1:${portOf(service)}`;

  return {
    nats,
    token,
    databases,
    designRoot,
    sealKeyFile,
    urls: { orchestrator: urlOf('orchestrator'), oob: urlOf('oob'), node: urlOf('node'), network: urlOf('network') },
    call: async (service, { method, path, body, contentType = 'application/json' }) => {
      const response = await fetch(`${urlOf(service)}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
        ...(body !== undefined && { body: isAsIs(body) ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? {} : JSON.parse(text);
      return { status: response.status, body: Array.isArray(parsed) ? { items: parsed } : { ...(parsed ?? {}) } };
    },
    restart: async (service) => {
      await running.get(service)?.stop();
      running.set(service, await start(service));
    },
    stop: async () => {
      for (const service of running.values()) await service.stop();
      await nats.stop();
      for (const database of Object.values(databases)) await database.drop();
      await rm(directory, { recursive: true });
    },
  };
}

const isAsIs = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

/** Tries until it succeeds; fails with the last reason. For what other processes get to in their own time. */
export async function eventually<T>(look: () => Promise<T>, withinMilliseconds = 20_000): Promise<T> {
  const until = Date.now() + withinMilliseconds;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
