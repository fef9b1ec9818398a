import { freePortBlock } from '@drydock/local-servers/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const offsets = [0, 1, 2, 3, 22, 32, 80, 90];

interface Ready {
  readonly urls: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<string, number>>;
  readonly token: string;
}
interface DemoEnd {
  readonly nodes: number;
  readonly deployed: number;
  readonly problems: readonly string[];
  readonly missing: readonly string[];
}

let npm: ChildProcess;
let data: string;
let ready: Promise<Ready>;
let demo: Promise<DemoEnd>;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'drydock-e2e-'));
  const base = await freePortBlock({ offsets });
  npm = spawn('npm', ['start', '--silent', '--', '--json', '--port-base', String(base), '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = saidBy(npm);
  ready = lines('ready');
  demo = lines('demo');
});

afterAll(async () => {
  npm.kill('SIGTERM');
  await Promise.race([new Promise((resolve) => npm.once('exit', resolve)), wait(30_000)]);
  await rm(data, { recursive: true, force: true });
});

/** Resolves to the first JSON line that has the field. */
function saidBy({ stdout }: ChildProcess): <T extends object>(field: string) => Promise<T> {
  if (!stdout) throw new Error('npm start has no output.');
  const lines = createInterface({ input: stdout });
  return (field) =>
    new Promise((resolve) =>
      lines.on('line', (line) => {
        const said = line.startsWith('{') ? JSON.parse(line) : {};
        if (field in said) resolve(said);
      }),
    );
}

async function get(service: string, path: string): Promise<Record<string, unknown>> {
  const { urls, token } = await ready;
  const response = await fetch(`${urls[service]}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await response.json();
  return { ...(typeof body === 'object' && body) };
}

async function labNode(name: string) {
  const { power, runs, counters } = await get('lab', `/api/v1/nodes/${name}`);
  return {
    power,
    runs,
    counters: { imagings: 0, diskBoots: 0, agentBoots: 0, ...(typeof counters === 'object' && counters) },
  };
}

describe('npm start, with each service, the broker and the database killed once in the middle', () => {
  it('still deploys the whole rack', async () => {
    const { pids } = await ready;
    for (const service of ['oob', 'node', 'nats', 'network', 'orchestrator', 'postgres', 'bootstrapper']) {
      await wait(6_000);
      const pid = pids[service];
      if (pid === undefined) throw new Error(`${service} has no pid in the ready line.`);
      process.kill(pid, 'SIGKILL');
    }
    expect(await demo).toMatchObject({ nodes: 8, deployed: 8, problems: [], missing: [] });
  });

  it('leaves a deployed node alone however often it is restarted: it boots its disk and is never imaged again', async () => {
    const { urls, token } = await ready;
    const name = 'rack02-node03';
    const before = await labNode(name);
    expect(before).toMatchObject({ power: 'on', runs: 'os' });
    for (let restart = 1; restart <= 10; restart += 1) {
      await fetch(`${urls['lab']}/api/v1/nodes/${name}/restart`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      await until(async () => {
        const { runs, counters } = await labNode(name);
        return runs === 'os' && counters.diskBoots === before.counters.diskBoots + restart;
      });
    }
    const { imagings, agentBoots } = (await labNode(name)).counters;
    expect({ imagings, agentBoots }).toEqual({
      imagings: before.counters.imagings,
      agentBoots: before.counters.agentBoots,
    });
  });

  it('shows every step of a task with its action, in the service that carried it out', async () => {
    const { items } = await get('orchestrator', '/api/v2/tasks?limit=200');
    const tasks = Array.isArray(items) ? items : [];
    const deploy = tasks.find(({ kind }) => kind === 'deploy_nodes');
    const { items: steps } = await get('orchestrator', `/api/v2/tasks/${deploy.id}/steps`);
    const sent = Array.isArray(steps) ? steps.filter(({ actionId }) => actionId !== null) : [];
    expect(sent.length).toBeGreaterThan(10);
    for (const { actionId, service, action, node } of sent) {
      expect(await get(service, `/api/v1/actions/${actionId}`)).toMatchObject({ id: actionId, action, node });
    }
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await wait(200)) if (await isSo()) return;
  throw new Error('it did not come to be within a minute');
}
