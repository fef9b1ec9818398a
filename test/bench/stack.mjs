import { findNatsServer, freePortBlock, startNats, startPostgres } from '@drydock/local-servers';
import { Tokens } from '@drydock/service';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const services = ['orchestrator', 'oob', 'node', 'network'];
const offsets = { orchestrator: 0, oob: 1, node: 2, network: 3, nats: 22, postgres: 32 };
const readyWithinMilliseconds = 60_000;
const stopWithinMilliseconds = 15_000;

/** Postgres and nats-server on this machine, empty. */
export async function startServers(settings = {}) {
  const data = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const base = await freePortBlock({ offsets: Object.values(offsets) });
  const cacheDirectory = join(root, '.drydock/cache');
  const postgres = await startPostgres({
    dataDirectory: join(data, 'postgres'),
    port: base + offsets.postgres,
    settings,
  });
  const nats = await startNats({
    storeDirectory: join(data, 'nats'),
    port: base + offsets.nats,
    cacheDirectory,
    path: process.env.PATH,
  });
  return {
    data,
    base,
    postgres,
    nats,
    program: await findNatsServer({ cacheDirectory, path: process.env.PATH }),
    stop: async () => {
      await nats.stop();
      await postgres.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The services, or only some, each a process of its own, as they run in production; their logs go to files. */
export async function startServices(
  { data, base, postgres, nats },
  { nodeOptions = [], only = services, environment = {} } = {},
) {
  const running = new Map(only.map((name) => [name, startOne(name)]));

  function startOne(name) {
    const log = openSync(join(data, `${name}.log`), 'a');
    const child = spawn(process.execPath, [...nodeOptions, join(root, `apps/${name}/dist/main.js`)], {
      cwd: data,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: postgres.databases[name],
        NATS_URL: nats.url,
        DRYDOCK_HTTP_PORT: String(base + offsets[name]),
        DRYDOCK_TOKEN_KEY_FILE: join(data, 'token.key'),
        DRYDOCK_SEAL_KEY_FILE: join(data, `${name}.key`),
        DRYDOCK_EXIT_WITH_PARENT: '1',
        ...environment,
      },
    });
    closeSync(log);
    return child;
  }

  const urlOf = (name) => `http://127.0.0.1:${base + offsets[name]}`;
  await Promise.all(only.map((name) => ready(`${urlOf(name)}/readyz`, name)));
  const { tokens } = await Tokens.open(join(data, 'token.key'));
  const token = await tokens.issue({ name: 'bench', role: 'admin' }, 1);
  return {
    pids: Object.fromEntries([...running].map(([name, { pid }]) => [name, pid])),
    url: urlOf(only[0]),
    /** Asks the first of the services. */
    ask: (method, path, body) => ask({ method, url: `${urlOf(only[0])}${path}`, token, body }),
    stop: () => Promise.all([...running.values()].map(stopped)),
  };
}

async function ready(url, name) {
  const until = Date.now() + readyWithinMilliseconds;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error(`${name} was not ready after ${readyWithinMilliseconds / 1_000} s`);
}

function stopped(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopWithinMilliseconds);
  return ended.finally(() => clearTimeout(kill));
}

/** A body that is a text is YAML. */
async function ask({ method, url, token, body }) {
  const isText = typeof body === 'string';
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': isText ? 'application/yaml' : 'application/json',
      prefer: 'wait=60',
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}
