import { freePortBlock } from '@drydock/local-servers';
import { ScriptedBmc } from '@drydock/redfish/testing';
import { Tokens } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild, type Running } from '../../apps/launcher/src/child-service.js';
import { searchPath } from './config.js';
import { startServers, type Servers } from './servers.js';

const main = join(import.meta.dirname, '../../apps/oob/dist/main.js');
const replicas = [0, 1];

let directory: string;
let servers: Servers;
let bmc: ScriptedBmc;
let token: string;
let base: number;
const running = new Map<number, Running>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-chaos-'));
  base = await freePortBlock({ offsets: [...replicas, 2, 3] });
  const ports = { postgres: base + 2, nats: base + 3 };
  const quietly = () => undefined;
  servers = await startServers({ data: directory, ports, told: quietly, logOf: () => quietly });
  bmc = await new ScriptedBmc().start();
  const { tokens } = await Tokens.open(join(directory, 'token.key'));
  token = await tokens.issue({ name: 'chaos', role: 'admin' }, 1);
  for (const replica of replicas) await start(replica);
});
afterAll(async () => {
  for (const replica of running.values()) await replica.stop();
  await bmc.stop();
  await servers.stop();
  await rm(directory, { recursive: true });
});

const urlOf = (replica: number): string => `http://127.0.0.1:${base + replica}`;

async function start(replica: number): Promise<void> {
  const environment = {
    PATH: searchPath,
    DATABASE_URL: servers.postgres.current.databases.oob,
    NATS_URL: servers.nats.current.url,
    DRYDOCK_HTTP_PORT: String(base + replica),
    DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
    DRYDOCK_SEAL_KEY_FILE: join(directory, 'oob.key'),
    DRYDOCK_WATCH_SECONDS: '1',
    DRYDOCK_EXIT_WITH_PARENT: '1',
  };
  const { signal } = new AbortController();
  const readyUrl = `${urlOf(replica)}/readyz`;
  running.set(replica, await startChild({ name: 'oob', main, environment, readyUrl, signal, log: () => undefined }));
}

async function kill(replica: number): Promise<void> {
  const killed = running.get(replica);
  if (!killed) throw new Error(`replica ${replica} does not run.`);
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
}

/** Asks a replica for an action and waits for its end. */
async function interrogate(replica: number): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=60' };
  const credential = { username: bmc.target.username, password: bmc.target.password };
  const target = { type: 'redfish', address: bmc.origin, credential };
  const body = JSON.stringify({ id: randomUUID(), action: 'InterrogateOob', node: 'node01', target });
  const asked = await fetch(`${urlOf(replica)}/api/v1/actions`, { method: 'POST', headers, body });
  const ended = await fetch(`${urlOf(replica)}${asked.headers.get('location') ?? ''}`, { headers });
  return ended.json();
}

describe('two replicas of the oob service, killed again and again', () => {
  it('open one session at the BMC, and go on with it whoever had opened it', async () => {
    for (const killed of [0, 1, 0, 1]) {
      for (const replica of replicas) expect(await interrogate(replica)).toMatchObject({ state: 'succeeded' });
      await kill(killed);
      expect(await interrogate(1 - killed)).toMatchObject({ state: 'succeeded' });
      await start(killed);
    }
    expect(bmc.writes).toEqual(['POST /redfish/v1/SessionService/Sessions']);
    expect(bmc.mostSessions).toBe(1);
  });
});
