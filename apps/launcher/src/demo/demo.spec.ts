import { actionNames, actionServices } from '@drydock/contracts';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runDemo, type DemoOutcome } from './demo.js';
import { JsonClient } from './json.client.js';
import { OrchestratorClient } from './orchestrator.client.js';

interface Asked {
  readonly id: string;
  readonly kind: string;
  readonly nodes: { readonly filter?: { readonly names: readonly string[] } };
  readonly confirmNodes?: number;
}

/** Ends each task as the test says; null is a node that did well. */
type Fate = (asked: Asked, node: string) => { kind: string; message: string; advice: string } | null;

interface Scene {
  readonly fate?: Fate;
  readonly used?: readonly string[];
  readonly findings?: readonly unknown[];
  /** So many answers are 503 before the service is back. */
  away?: number;
}

const nodes = ['n1', 'n2'];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers over HTTP as the orchestrator and the three services would, as far as the demo asks. */
async function stage(scene: Scene) {
  const tasks = new Map<string, Asked>();
  const used = new Set(scene.used ?? []);
  const ordered: Asked[] = [];
  const order = (asked: Asked) => {
    if (!tasks.has(asked.id)) ordered.push(asked);
    tasks.set(asked.id, asked);
    if (asked.kind === 'destroy_nodes')
      for (const service of actionServices) actionNames(service).forEach((name) => used.add(name));
    return show(asked);
  };
  const show = (asked: Asked) => {
    const walks = (asked.nodes.filter?.names ?? nodes).map((name) => {
      const failure = scene.fate?.(asked, name) ?? null;
      return { name, state: 'ended', outcome: failure ? 'failure' : 'success', reason: null, failure, held: false };
    });
    const failed = walks.filter(({ failure }) => failure).length;
    const outcome = failed === 0 ? 'success' : failed < walks.length ? 'partial_success' : 'failure';
    return { id: asked.id, kind: asked.kind, state: 'ended', outcome, nodes: walks, site: null };
  };
  const answer = (method: string, url: URL, body: string): [number, unknown] => {
    if (scene.away) {
      scene.away -= 1;
      return [503, { title: 'Not ready' }];
    }
    const [, id = ''] = /^\/api\/v2\/tasks\/([^/]+)/.exec(url.pathname) ?? [];
    const asked = tasks.get(id);
    if (url.pathname === '/api/v2/designs' && method === 'POST') {
      return scene.findings ? [422, { id: null, findings: scene.findings }] : [201, { id: 'design', findings: [] }];
    }
    if (url.pathname === '/api/v2/tasks') return [201, order(JSON.parse(body))];
    if (asked && url.pathname.endsWith('/steps')) {
      const items = show(asked).nodes.map(({ name, outcome, failure }) => ({
        node: name,
        name: 'power on',
        outcome,
        failure,
      }));
      return [200, { items, next: null }];
    }
    if (asked) return [200, show(asked)];
    const wanted = url.searchParams.get('action');
    if (wanted) return [200, { items: used.has(wanted) ? [{ state: 'succeeded' }] : [], next: null }];
    if (url.searchParams.has('task')) {
      const second = url.searchParams.get('cursor') === 'more';
      return [200, { items: [{ state: second ? 'running' : 'succeeded' }], next: second ? null : 'more' }];
    }
    return [404, { title: 'Not found', detail: url.pathname }];
  };
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const [status, content] = answer(request.method ?? '', new URL(request.url ?? '', 'http://stage'), body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port }: AddressInfo = JSON.parse(JSON.stringify(server.address()));
  return { url: `http://127.0.0.1:${port}`, ordered };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function play(scene: Scene): Promise<{ outcome: DemoOutcome; ordered: readonly Asked[] }> {
  const { url, ordered } = await stage(scene);
  const http = new JsonClient(url, 'token');
  const outcome = await runDemo({
    site: 'schema: drydock/Region/v1',
    client: new OrchestratorClient(http),
    actions: { oob: http, node: http, network: http },
    display: { show: () => undefined, note: () => undefined, close: () => undefined },
    signal: AbortSignal.timeout(20_000),
    now: () => performance.now(),
  });
  return { outcome, ordered };
}

const everything = actionServices.flatMap((service) => actionNames(service));

describe('the demo', () => {
  it('deploys the site, then takes one node down and brings it back, so that every action has run', async () => {
    const { outcome, ordered } = await play({});
    expect(ordered.map(({ kind, nodes: which }) => [kind, which.filter?.names ?? 'all'])).toEqual([
      ['verify_site', 'all'],
      ['verify_nodes', 'all'],
      ['prepare_site', 'all'],
      ['prepare_nodes', 'all'],
      ['deploy_nodes', 'all'],
      ['destroy_nodes', ['n2']],
      ['prepare_nodes', ['n2']],
      ['deploy_nodes', ['n2']],
    ]);
    expect(ordered[5]).toMatchObject({ confirmNodes: 1 });
    expect(outcome).toMatchObject({ nodes: 2, deployed: 2, missing: [], problems: [] });
    expect(outcome.taskIds).toEqual(ordered.map(({ id }) => id));
  });

  it('takes no node down at a later start, when every action has run before', async () => {
    const { ordered, outcome } = await play({ used: everything });
    expect(ordered.map(({ kind }) => kind)).not.toContain('destroy_nodes');
    expect(outcome).toMatchObject({ nodes: 2, deployed: 2 });
  });

  it('goes on without a node that fails, and says which node, which step, why, and what to try', async () => {
    const failure = { kind: 'unreachable', message: 'the BMC does not answer', advice: 'check its cable' };
    const { outcome } = await play({
      used: everything,
      fate: ({ kind }, node) => (kind === 'deploy_nodes' && node === 'n1' ? failure : null),
    });
    expect(outcome).toMatchObject({ nodes: 2, deployed: 1 });
    expect(outcome.problems).toEqual([
      'deploy_nodes, n1, step "power on": the BMC does not answer (unreachable) – check its cable',
    ]);
  });

  it('stops where every node failed', async () => {
    const failure = { kind: 'rejected', message: 'no', advice: 'look' };
    const { outcome, ordered } = await play({ fate: ({ kind }) => (kind === 'verify_nodes' ? failure : null) });
    expect(ordered.map(({ kind }) => kind)).toEqual(['verify_site', 'verify_nodes']);
    expect(outcome).toMatchObject({ nodes: 2, deployed: 0 });
    expect(outcome.problems).toHaveLength(2);
  });

  it('shows the findings of a site that is refused', async () => {
    const finding = {
      rule: 'DD2001',
      level: 'error',
      message: 'no such network',
      document: { name: 'n1' },
      path: '/data/x',
    };
    const { outcome } = await play({ findings: [finding] });
    expect(outcome.problems).toEqual(['the sample site: error DD2001: no such network (n1 /data/x)']);
  });

  it('waits for a service that is being started again', async () => {
    const { outcome, ordered } = await play({ away: 3, used: everything });
    expect(outcome).toMatchObject({ deployed: 2 });
    expect(ordered).toHaveLength(5);
  });

  it('counts the actions that its tasks asked for, over all pages', async () => {
    const { outcome } = await play({ used: everything });
    // Five tasks, three services, two pages of one action each, of which one has not ended.
    expect(outcome.actions).toEqual({ asked: 30, answered: 15 });
  });
});
