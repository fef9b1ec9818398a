import { freePortBlock, isFree } from '@drydock/local-servers';
import { createTestDatabase } from '@drydock/local-servers/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launcherConfig } from './config.js';
import { portsFrom } from './ports.js';

const repository = resolve(import.meta.dirname, '../../..');
const offsets = Object.values(portsFrom(0));

interface Ready {
  readonly urls: Record<string, string>;
  readonly token: string;
  readonly natsUrl: string;
  readonly pids: Record<string, number>;
}

let directory: string;
let base: number;
const launchers: ChildProcess[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [
    ...[join(repository, 'node_modules/typescript/bin/tsc'), '-b'],
    ...['apps/bootstrapper', 'apps/launcher'].map((path) => join(repository, path)),
  ]);
  // Private, as mkdtemp makes it.
  directory = await mkdtemp(join(tmpdir(), 'drydock-launcher-'));
  base = await freePortBlock({ offsets });
}, 120_000);
afterEach(async () => {
  for (const launcher of launchers.splice(0)) {
    if (launcher.exitCode === null && launcher.signalCode === null) {
      launcher.kill('SIGTERM');
      await ended(launcher);
    }
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The bootstrapper alone is a whole start in little: a program of ours on a Postgres of its own. */
function start(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const launcher = spawn(
    process.execPath,
    [
      ...[join(repository, 'apps/launcher/dist/main.js'), '--services', 'bootstrapper', '--no-lab', '--json'],
      ...['--port-base', `${base}`, '--data', join(directory, 'data')],
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...launcherConfig().inherited, ...environment } },
  );
  launcher.stderr?.resume();
  launchers.push(launcher);
  return launcher;
}

async function ready(launcher: ChildProcess): Promise<Ready> {
  if (!launcher.stdout) throw new Error('no standard output');
  for await (const line of createInterface({ input: launcher.stdout })) {
    const said: { ready?: boolean } & Ready = JSON.parse(line);
    if (said.ready) return said;
  }
  throw new Error('it ended without being ready');
}

const ended = (launcher: ChildProcess): Promise<number | string | null> =>
  new Promise((resolve) => {
    launcher.once('exit', (code, signal) => resolve(signal ?? code));
  });

async function complaint(launcher: ChildProcess): Promise<string> {
  let text = '';
  launcher.stderr?.on('data', (chunk) => {
    text += String(chunk);
  });
  expect(await ended(launcher)).toBe(1);
  return text.split('\n').find((line) => line.startsWith('Drydock: ')) ?? text;
}

const allFree = async (): Promise<boolean> =>
  (await Promise.all(offsets.map((offset) => isFree(base + offset)))).every(Boolean);

async function until(condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await pause(50);
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('npm start', () => {
  it('says in one line of JSON where everything is, with a token that opens it', async () => {
    const { urls, token, pids } = await ready(start());
    expect(urls).toEqual({ bootstrapper: `http://127.0.0.1:${base + 80}` });
    expect(Object.keys(pids).sort()).toEqual(['bootstrapper', 'postgres']);
    const nodes = `${urls['bootstrapper']}/api/v1/nodes`;
    expect((await fetch(nodes)).status).toBe(401);
    expect((await fetch(nodes, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('keeps its token and its database from one start to the next', async () => {
    const first = start();
    const { token } = await ready(first);
    const cluster = await readFile(join(directory, 'data/postgres/secret'), 'utf8');
    first.kill('SIGTERM');
    await ended(first);
    expect((await ready(start())).token).toBe(token);
    expect(await readFile(join(directory, 'data/postgres/secret'), 'utf8')).toBe(cluster);
  });

  it('stops all of it on SIGTERM, and ends well', async () => {
    const launcher = start();
    await ready(launcher);
    launcher.kill('SIGTERM');
    expect(await ended(launcher)).toBe(0);
    expect(await allFree()).toBe(true);
  });

  it('stops also while it is still starting', async () => {
    const launcher = start();
    if (!launcher.stderr) throw new Error('no standard error');
    // The first that is heard of it is Postgres, long before it is ready.
    await once(launcher.stderr, 'data');
    launcher.kill('SIGINT');
    expect(await ended(launcher)).toBe(0);
    expect(await allFree()).toBe(true);
  });

  it('starts again what was killed: a service, and Postgres under it', async () => {
    const { urls, pids } = await ready(start());
    for (const name of ['bootstrapper', 'postgres']) {
      process.kill(pids[name] ?? 0, 'SIGKILL');
      await until(async () => !(await answers(urls['bootstrapper'] ?? '')), 5_000);
      await until(() => answers(urls['bootstrapper'] ?? ''), 20_000);
    }
  });

  it('leaves nothing running when it is killed, and starts again after that', async () => {
    const launcher = start();
    await ready(launcher);
    launcher.kill('SIGKILL');
    await ended(launcher);
    await until(allFree, 15_000);
    await ready(start());
  });

  it('stops when the process that started it dies', async () => {
    const launcher = start();
    await ready(launcher);
    launcher.disconnect();
    expect(await ended(launcher)).toBe(0);
    expect(await allFree()).toBe(true);
  });

  it('names the port that is taken, and for what it was', async () => {
    const squatter = createServer().listen(base + 80, '127.0.0.1');
    await new Promise((listening) => squatter.once('listening', listening));
    expect(await complaint(start())).toMatch(
      new RegExp(`^Drydock: port ${base + 80} on 127.0.0.1, for bootstrapper, is taken by another program`),
    );
    await new Promise((closed) => squatter.close(closed));
  });

  it('refuses to run twice from the same directory', async () => {
    const first = start();
    await ready(first);
    expect(await complaint(start())).toContain(
      `Drydock runs already from ${join(directory, 'data')} (process ${first.pid})`,
    );
  });

  it('refuses data of another version of Postgres, and says where it is', async () => {
    const version = join(directory, 'data/postgres/cluster/PG_VERSION');
    await writeFile(version, '12\n');
    expect(await complaint(start())).toMatch(
      /cluster was made by PostgreSQL 12, and this is 18: remove it to start afresh/,
    );
    await writeFile(version, '18\n');
  });

  it('uses a database server that it is told of, makes its database there, and starts none', async () => {
    const { url, drop } = await createTestDatabase();
    const { pids, urls } = await ready(start({ DATABASE_URL_BOOTSTRAPPER: url }));
    expect(Object.keys(pids)).toEqual(['bootstrapper']);
    expect(await answers(urls['bootstrapper'] ?? '')).toBe(true);
    await drop();
  });
});
