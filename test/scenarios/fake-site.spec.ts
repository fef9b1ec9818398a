import { actionNames, actionServices } from '@drydock/contracts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, serviceNames, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';
import { Operator } from './operator.js';

let drydock: Drydock;
const { ask: orchestrator, submit, order, ended, stepsOf } = new Operator(() => drydock);

beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

describe('a site of fakes', () => {
  it('goes through the whole life of its nodes, every step an action asked for and answered over NATS', async () => {
    const design = await submit(fakeSite(4));
    const kinds = ['verify_site', 'verify_nodes', 'prepare_site', 'prepare_nodes', 'deploy_nodes'];
    for (const kind of kinds) {
      const task = await ended(await order(kind, design));
      expect(task, JSON.stringify(task)).toMatchObject({ kind, outcome: 'success' });
    }
    const destroyed = await ended(await order('destroy_nodes', design, { confirmNodes: 4 }));
    expect(destroyed).toMatchObject({ outcome: 'success' });

    for (const service of actionServices) {
      const { body } = await drydock.call(service, { method: 'GET', path: '/api/v1/actions?limit=500' });
      const items: unknown = body['items'];
      const done = new Set(Array.isArray(items) ? items.map((item: { action: string }) => item.action) : []);
      // Fakes say that their agent is alive, so nothing has to be booted from the network.
      const needless = ['ConfigNodePxe', 'PowerCycleNode'];
      expect([...done].sort()).toEqual(
        actionNames(service)
          .filter((name) => !needless.includes(name))
          .sort(),
      );
    }
  });

  it('fails only the node that fails, says at which step and why, and leaves its port out of the provisioning network', async () => {
    const design = await submit(fakeSite(3, { node02: { failKind: 'rejected' } }));
    const task = await ended(await order('prepare_nodes', design));
    expect(task).toMatchObject({
      outcome: 'partial_success',
      nodes: [
        { name: 'node01', outcome: 'success' },
        { name: 'node02', outcome: 'failure', failure: { kind: 'rejected', advice: expect.any(String) } },
        { name: 'node03', outcome: 'success' },
      ],
    });
    const failed = (await stepsOf(task)).filter(({ node, outcome }) => node === 'node02' && outcome === 'failure');
    expect(failed).toMatchObject([{ action: 'InterrogateOob', name: 'read the BMC' }]);
  });

  it('cancels a task: what hangs is stopped, and what was done is taken back', async () => {
    const design = await submit(fakeSite(1, { node01: { delayMs: 60_000 } }));
    const task = await order('deploy_nodes', design);
    const id = String(task.body['id']);
    await eventually(async () => {
      const steps = await stepsOf({ id });
      expect(steps.find(({ state }) => state === 'sent')).toMatchObject({ action: 'InterrogateOob' });
    });
    expect(await orchestrator('POST', `/api/v2/tasks/${id}/cancel`, { reason: 'lunch' })).toMatchObject({
      status: 202,
    });
    expect(await ended(task)).toMatchObject({ outcome: 'cancelled', nodes: [{ outcome: 'cancelled', held: false }] });
    expect(await orchestrator('POST', `/api/v2/tasks/${id}/cancel`)).toMatchObject({ status: 409 });
  });

  it('holds a node on which something was left unfinished, until somebody has looked and releases it', async () => {
    const design = await submit(fakeSite(1, { node01: { hang: true } }));
    const task = await order('prepare_nodes', design);
    const id = String(task.body['id']);
    await eventually(async () => expect((await stepsOf({ id })).some(({ state }) => state === 'sent')).toBe(true));
    expect(await orchestrator('POST', '/api/v2/nodes/node01/release')).toMatchObject({ status: 409 });
    await withClient('orchestrator', (client) => client.query(`update walk set held = true where task_id = '${id}'`));
    await orchestrator('POST', `/api/v2/tasks/${id}/cancel`);
    await ended(task);
    expect((await orchestrator('GET', '/api/v2/nodes/node01')).body).toMatchObject({
      state: 'ended',
      hold: { task: id },
    });
    expect(await orchestrator('POST', '/api/v2/nodes/node01/release')).toMatchObject({
      status: 202,
      body: { hold: null },
    });
    expect(await orchestrator('POST', '/api/v2/nodes/node01/release')).toMatchObject({ status: 409 });
  });

  it('pauses a task, resumes it, and retries what failed in it', async () => {
    const design = await submit(fakeSite(2, { node01: { delayMs: 400 }, node02: { failKind: 'rejected' } }));
    const task = await order('prepare_nodes', design);
    const path = `/api/v2/tasks/${String(task.body['id'])}`;
    expect(await orchestrator('POST', `${path}/pause`)).toMatchObject({ status: 202, body: { state: 'paused' } });
    await eventually(async () =>
      expect((await stepsOf(task.body)).filter(({ state }) => state === 'sent')).toEqual([]),
    );
    expect(await orchestrator('POST', `${path}/retry`)).toMatchObject({ status: 409 });
    expect(await orchestrator('POST', `${path}/resume`)).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(await ended(task)).toMatchObject({ outcome: 'partial_success' });
    const again = await orchestrator('POST', `${path}/retry`);
    expect(await ended(again)).toMatchObject({
      kind: 'prepare_nodes',
      outcome: 'failure',
      nodes: [{ name: 'node02' }],
    });
  });

  it('lets a second task wait for a node that is held, and start when it is free', async () => {
    const design = await submit(fakeSite(1, { node01: { delayMs: 700 } }));
    const first = await order('prepare_nodes', design);
    const second = await order('prepare_nodes', design);
    expect((await orchestrator('GET', `/api/v2/tasks/${String(second.body['id'])}`)).body).toMatchObject({
      state: 'queued',
      nodes: [{ state: 'queued', waitsFor: { task: first.body['id'], reason: 'a task works on it' } }],
    });
    const [one, two] = [await ended(first), await ended(second)];
    expect(two).toMatchObject({ outcome: 'success' });
    expect(Date.parse(String(two['endedAt']))).toBeGreaterThan(Date.parse(String(one['endedAt'])));
  });

  it('goes on where it was when any of the services is restarted in the middle', async () => {
    const design = await submit(
      fakeSite(6, Object.fromEntries(['node01', 'node04'].map((name) => [name, { delayMs: 300 }]))),
    );
    const task = await order('deploy_nodes', design);
    for (const service of serviceNames) await drydock.restart(service);
    expect(await ended(task)).toMatchObject({ outcome: 'success' });
  });
});

describe('an order for a task', () => {
  it('that would destroy something is refused without a filter and without the right count', async () => {
    const design = await submit(fakeSite(2));
    expect(await orchestrator('POST', '/api/v2/tasks', { kind: 'destroy_nodes', design })).toMatchObject({
      status: 400,
    });
    expect(await order('destroy_nodes', design)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'confirmNodes' }] },
    });
    expect(await order('destroy_nodes', design, { confirmNodes: 1 })).toMatchObject({ status: 409 });
  });

  it.each([
    ['an unknown kind', { kind: 'juggle' }, 'kind'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a filter that makes no sense', { nodes: { filter: { colour: 'red' } } }, 'nodes.filter'],
    ['a design that nobody has', { design: randomUUID() }, 'design'],
    ['a reference that is not allowed', { design: 'ftp://example/site' }, 'design'],
  ])('with %s is refused with the path', async (_what, wrong, path) => {
    const design = await submit(fakeSite(2));
    const { status, body } = await order('verify_nodes', design, wrong);
    expect(status).toBe(400);
    expect(JSON.stringify(body['errors'])).toContain(`"path":"${path}`);
  });

  it('selects the nodes that its filter means, and none is a mistake', async () => {
    const design = await submit(fakeSite(4));
    const task = await order('verify_nodes', design, { nodes: { filter: { tags: ['even'] } } });
    expect((await ended(task))['nodes']).toMatchObject([{ name: 'node01' }, { name: 'node03' }]);
    expect(await order('verify_nodes', design, { nodes: { filter: { names: ['nobody'] } } })).toMatchObject({
      status: 400,
    });
  });

  it('twice with one id is one task', async () => {
    const design = await submit(fakeSite(1));
    const id = randomUUID();
    expect(await order('verify_nodes', design, { id })).toMatchObject({ status: 201 });
    expect(await order('verify_nodes', design, { id })).toMatchObject({ status: 200, body: { id } });
    expect(await order('prepare_nodes', design, { id })).toMatchObject({ status: 409 });
  });

  it('as a dry run answers the plan and leaves nothing behind', async () => {
    const design = await submit(fakeSite(1));
    const { status, body } = await order('deploy_nodes', design, { dryRun: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: null,
      plan: [{ node: 'node01', steps: expect.arrayContaining([expect.objectContaining({ action: 'DeployNode' })]) }],
    });
  });
});

describe('a design', () => {
  it('that is the same is the same design', async () => {
    const sameInOtherOrder = fakeSite(2)
      .reverse()
      .map((document) => Object.fromEntries(Object.entries(document).reverse()));
    expect(await submit(fakeSite(2))).toBe(await submit(sameInOtherOrder));
  });

  it('with errors is answered with all of its findings and not kept', async () => {
    const documents = fakeSite(2);
    const before = await orchestrator('GET', '/api/v2/designs');
    const broken = JSON.parse(
      JSON.stringify(documents).replace('10.0.0.11', '10.0.0.10').replaceAll('"tor"', '"another"'),
    );
    const { status, body } = await orchestrator('POST', '/api/v2/designs', broken);
    expect(status).toBe(422);
    expect(body).toMatchObject({ id: null, status: 'invalid', nodes: 0 });
    expect(Array.isArray(body['findings']) && body['findings'].length).toBeGreaterThan(1);
    expect(await orchestrator('GET', '/api/v2/designs')).toEqual(before);
  });

  it('that is not YAML is a finding with line and column', async () => {
    const { status, body } = await drydock.call('orchestrator', {
      method: 'POST',
      path: '/api/v2/designs',
      body: 'schema: [unclosed\nmore: {',
      contentType: 'application/yaml',
    });
    expect(status).toBe(422);
    expect(body['findings']).toContainEqual(
      expect.objectContaining({ level: 'error', line: 2, column: expect.any(Number) }),
    );
  });

  it('keeps no credential in plain, anywhere in any database', async () => {
    const secret = `hidden-${randomUUID()}`;
    const documents = JSON.parse(
      JSON.stringify(fakeSite(1)).replace(
        '{"type":"fake","network":"oob"}',
        `{"type":"fake","network":"oob","account":"root","credential":"${secret}"}`,
      ),
    );
    const design = await submit(documents);
    await ended(await order('verify_nodes', design));
    for (const service of serviceNames) expect(await tablesWith(service, secret), service).toEqual([]);
    expect(await tablesWith('orchestrator', design)).not.toEqual([]);
  });
});

describe('the API of version 1.0', () => {
  it('takes tasks and shows them as Drydock did', async () => {
    const design = await submit(fakeSite(2));
    const created = await orchestrator('POST', '/api/v1.0/tasks', {
      action: 'verify_nodes',
      design_ref: `design:${design}`,
    });
    expect(created).toMatchObject({ status: 201, body: { kind: 'Task', apiVersion: 'v1', action: 'verify_nodes' } });
    const path = `/api/v1.0/tasks/${String(created.body['task_id'])}`;
    await eventually(async () => {
      expect((await orchestrator('GET', path)).body).toMatchObject({
        status: 'complete',
        result: { status: 'success', successes: ['node01', 'node02'], failures: [] },
      });
    });
    expect(await orchestrator('GET', '/api/v1.0/nodes')).toMatchObject({ status: 200 });
  });

  it.each([
    ['an unknown action', { action: 'juggle', design_ref: 'design:x' }, 400],
    ['no design', { action: 'verify_nodes' }, 400],
    ['no JSON', '{"action":', 400],
    ['destruction without a filter', { action: 'destroy_nodes', design_ref: 'design:x' }, 400],
  ])('refuses %s in its own shape', async (_what, body, status) => {
    expect(await orchestrator('POST', '/api/v1.0/tasks', body)).toMatchObject({
      status,
      body: expect.objectContaining({}),
    });
  });

  it('answers versions and health without a token, and nothing else', async () => {
    const status = async (path: string) => (await fetch(`${drydock.urls.orchestrator}${path}`)).status;
    expect(await status('/versions')).toBe(200);
    expect(await status('/api/v1.0/health')).toBe(204);
    for (const path of ['/api/v1.0/tasks', '/api/v1.0/nodes', '/api/v2/tasks', '/api/v2/events', '/api/v2/designs']) {
      expect(await status(path), path).toBe(401);
    }
  });
});

describe('the stream of events', () => {
  it('tells everything about a task once, in order, also to a reader who comes back', async () => {
    const design = await submit(fakeSite(1));
    const task = await ended(await order('verify_nodes', design));
    const id = String(task['id']);
    const all = await readEvents(`/api/v2/events?task=${id}`, '0');
    const ids = all.map((event) => Number(event.id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(all.at(-1)).toMatchObject({ kind: 'task-changed', body: { state: 'ended', outcome: 'success' } });
    const middle = all[Math.floor(all.length / 2)];
    expect(await readEvents(`/api/v2/events?task=${id}`, String(middle?.id))).toEqual(
      all.filter((event) => Number(event.id) > Number(middle?.id)),
    );
  });
});

describe('the databases', () => {
  it('hold only the tables of their own service', async () => {
    const shared = ['dead_letter', 'inbox', 'migrations', 'outbox'];
    const special = { oob: ['bmc', 'bmc_session', 'quirk'], node: [], network: ['port_lease'] };
    for (const service of actionServices) {
      const more = special[service];
      expect(await tables(service)).toEqual(['action', 'cancelled_ahead', ...shared, ...more, 'target'].sort());
    }
    const own = [
      'announcement',
      'awaited_action',
      'design',
      'design_node',
      'event',
      'hold',
      'node_mark',
      'step',
      'task',
      'walk',
    ];
    expect(await tables('orchestrator')).toEqual([...own, ...shared].sort());
  });
});

interface SeenEvent {
  readonly id: string;
  readonly kind: string;
  readonly body: Record<string, unknown>;
}

/** Reads the stream until the task has ended. */
async function readEvents(path: string, lastEventId: string): Promise<SeenEvent[]> {
  const response = await fetch(`${drydock.urls.orchestrator}${path}`, {
    headers: { authorization: `Bearer ${drydock.token}`, 'last-event-id': lastEventId },
  });
  const events: SeenEvent[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const data of blocks.flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])) events.push(JSON.parse(data));
    if (events.some(({ kind, body }) => kind === 'task-changed' && body['state'] === 'ended')) return events;
  }
  return events;
}

async function withClient<T>(
  service: (typeof serviceNames)[number],
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: drydock.databases[service].url });
  await client.connect();
  return use(client).finally(() => client.end());
}

const tables = (service: (typeof serviceNames)[number]): Promise<string[]> =>
  withClient(service, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    return rows.map(({ name }) => name);
  });

const tablesWith = (service: (typeof serviceNames)[number], text: string): Promise<string[]> =>
  withClient(service, async (client) => {
    const found: string[] = [];
    for (const table of await tables(service)) {
      const { rowCount } = await client.query(`select from "${table}" t where t::text like $1 limit 1`, [`%${text}%`]);
      if (rowCount) found.push(table);
    }
    return found;
  });
