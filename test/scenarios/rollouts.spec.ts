import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Answer, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';
import { Operator } from './operator.js';

let drydock: Drydock;
const { ask, submit, order, look, ended, stepsOf } = new Operator(() => drydock);

beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

const taskPath = (task: Answer) => `/api/v2/tasks/${String(task.body['id'])}`;

/** What is wrong, each path once. */
const pathsOf = ({ body }: Answer): unknown[] => {
  const errors: { path: unknown }[] = Array.isArray(body['errors']) ? body['errors'] : [];
  return [...new Set(errors.map(({ path }) => path))];
};

const nodesOf = (task: Record<string, unknown>): Record<string, unknown>[] =>
  Array.isArray(task['nodes']) ? task['nodes'] : [];

describe('a task over many nodes', () => {
  it('goes in waves: canaries first, then no more at a time than it may', async () => {
    const design = await submit(fakeSite(6, {}, { delayMs: 30 }));
    const waves = { maxParallel: 2, canary: 1 };
    const task = await order('prepare_nodes', design, { waves });
    expect(task.body).toMatchObject({
      waves: { maxParallel: 2, perRack: null, canary: 1 },
      stopAfter: null,
      priority: 0,
    });
    const seen = new Set<number>();
    const waits = new Set<unknown>();
    const result = await eventually(async () => {
      const now = await look(task);
      seen.add(nodesOf(now).filter(({ state }) => state === 'running' || state === 'undoing').length);
      for (const { waitsFor } of nodesOf(now)) waits.add(Object(waitsFor)['reason']);
      expect(now['state']).toBe('ended');
      return now;
    }, 60_000);
    expect(result).toMatchObject({ outcome: 'success' });
    expect(Math.max(...seen)).toBe(2);
    expect([...waits]).toContain('canaries come first: 0 of 1 have ended well');
    expect([...waits]).toContain('others come first, 2 nodes at a time');
  });

  it('stops after so many failures, says so of each node, and retries with the same bounds what was not done', async () => {
    const design = await submit(
      fakeSite(5, { node01: { failKind: 'rejected' }, node02: { failKind: 'rejected' } }, { delayMs: 20 }),
    );
    const task = await order('prepare_nodes', design, { waves: { maxParallel: 1 }, stopAfter: '40%' });
    const stopReason = '2 of its nodes failed: the task goes no further';
    expect(await ended(task)).toMatchObject({
      outcome: 'failure',
      stopReason,
      stopAfter: '40%',
      nodes: [
        { outcome: 'failure', reason: null },
        { outcome: 'failure', reason: null },
        ...Array(3).fill({ outcome: 'cancelled', reason: stopReason, failure: null, held: false }),
      ],
    });
    const again = await ask('POST', `${taskPath(task)}/retry`);
    expect(again.body).toMatchObject({ waves: { maxParallel: 1 }, stopAfter: '40%', nodes: { length: 5 } });
    expect(await ended(again)).toMatchObject({ outcome: 'failure', stopReason });
  });

  it('waits for its time, and says so', async () => {
    const design = await submit(fakeSite(1));
    const startAt = new Date(Date.now() + 3_000).toISOString();
    const task = await order('prepare_nodes', design, { startAt });
    expect(await look(task)).toMatchObject({
      state: 'queued',
      startAt,
      nodes: [{ state: 'queued', waitsFor: { task: null, reason: `the task begins nothing before ${startAt}` } }],
    });
    expect((await stepsOf(task.body))[0]).toMatchObject({ state: 'pending' });
    await ended(task);
    const [first] = await stepsOf(task.body);
    expect(Date.parse(String(first?.['startedAt']))).toBeGreaterThanOrEqual(Date.parse(startAt));
  });

  it('lets a more urgent one go first where both wait for a node', async () => {
    const design = await submit(fakeSite(1));
    await ask('POST', '/api/v2/nodes/node01/hold', { reason: 'a cable is moved' });
    const usual = await order('prepare_nodes', design);
    const urgent = await order('prepare_nodes', design, { priority: 5 });
    const waitsFor = { task: null, reason: expect.stringMatching(/^\S+ holds it: a cable is moved$/) };
    expect(await look(usual)).toMatchObject({ nodes: [{ state: 'queued', waitsFor }] });
    expect(await look(urgent)).toMatchObject({ priority: 5, nodes: [{ state: 'queued', waitsFor }] });
    expect(await ask('POST', '/api/v2/nodes/node01/release')).toMatchObject({ status: 202 });
    const [one, other] = [await ended(usual), await ended(urgent)];
    expect(Date.parse(String(other['endedAt']))).toBeLessThan(Date.parse(String(one['endedAt'])));
  });

  it('is the same task only with the same bounds', async () => {
    const design = await submit(fakeSite(1));
    const id = randomUUID();
    const wishes = { id, waves: { maxParallel: 1 }, stopAfter: 1, priority: 1 };
    expect(await order('verify_nodes', design, wishes)).toMatchObject({ status: 201 });
    expect(await order('verify_nodes', design, wishes)).toMatchObject({ status: 200 });
    expect(await order('verify_nodes', design, { ...wishes, waves: { maxParallel: 2 } })).toMatchObject({
      status: 409,
    });
  });

  it.each([
    [{ waves: { maxParallel: 0 } }, 'waves.maxParallel'],
    [{ waves: { perRack: 1.5 } }, 'waves.perRack'],
    [{ waves: { canary: '1' } }, 'waves.canary'],
    [{ waves: { perShelf: 1 } }, 'waves.perShelf'],
    [{ waves: 3 }, 'waves'],
    [{ stopAfter: 0 }, 'stopAfter'],
    [{ stopAfter: '0%' }, 'stopAfter'],
    [{ stopAfter: '101%' }, 'stopAfter'],
    [{ stopAfter: 'three' }, 'stopAfter'],
    [{ priority: 'high' }, 'priority'],
    [{ startAt: 'tomorrow' }, 'startAt'],
  ])('with %j is refused with the path', async (wrong, path) => {
    const design = await submit(fakeSite(2));
    const refused = await order('verify_nodes', design, wrong);
    expect(refused.status).toBe(400);
    expect(pathsOf(refused)).toEqual([path]);
  });
});

describe('a protected node', () => {
  const reason = 'it has the only copy';

  it('is refused where it could lose something, by whatever API, until that is lifted', async () => {
    const design = await submit(fakeSite(2));
    expect(await ask('POST', '/api/v2/nodes/node02/protect', { reason })).toMatchObject({
      status: 200,
      body: { name: 'node02', protected: { reason, by: expect.any(String), since: expect.stringMatching(/Z$/) } },
    });
    for (const asked of [
      order('destroy_nodes', design, { confirmNodes: 2 }),
      order('deploy_nodes', design, { confirmNodes: 2, redeploy: true }),
      order('prepare_nodes', design, { confirmNodes: 2, takeOver: true, dryRun: true }),
    ]) {
      expect(await asked).toMatchObject({
        status: 409,
        body: { errors: [{ path: 'nodes', message: `node02 is protected: ${reason}` }] },
      });
    }
    const v1 = { action: 'destroy_nodes', design_ref: `design:${design}`, all: true };
    const refused = await ask('POST', '/api/v1.0/tasks', v1);
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain('node02 (it has the only copy)');

    const others = { nodes: { filter: { names: ['node01'] } }, confirmNodes: 1 };
    await ask('POST', '/api/v2/nodes/node01/maintenance');
    const left = await order('destroy_nodes', design, others);
    expect(await ended(left)).toMatchObject({ outcome: 'cancelled' });
    await ask('DELETE', '/api/v2/nodes/node01/maintenance');
    await ask('POST', '/api/v2/nodes/node01/protect');
    const again = await ask('POST', `${taskPath(left)}/retry`);
    expect(await ended(again)).toMatchObject({ nodes: [{ outcome: 'cancelled', reason: 'it is protected' }] });
    expect((await ask('GET', `/api/v1.0/tasks/${String(again.body['id'])}`)).body).toMatchObject({
      status: 'complete',
      terminated: null,
    });
    await ask('DELETE', '/api/v2/nodes/node01/protect');
    expect(await ended(await order('destroy_nodes', design, others))).toMatchObject({ outcome: 'success' });
    const task = await ended(await order('deploy_nodes', design));
    expect(task).toMatchObject({
      outcome: 'partial_success',
      nodes: [{ outcome: 'success' }, { outcome: 'cancelled', reason: `it is protected: ${reason}`, failure: null }],
    });

    expect(await ask('DELETE', '/api/v2/nodes/node02/protect')).toMatchObject({
      status: 200,
      body: { protected: null },
    });
    expect(await ask('DELETE', '/api/v2/nodes/node02/protect')).toMatchObject({ status: 200 });
    expect(await ended(await order('deploy_nodes', design))).toMatchObject({ outcome: 'success' });
  });
});

describe('a node in maintenance', () => {
  it('is left out by tasks and keeps one that is at it waiting, each with the reason', async () => {
    const design = await submit(fakeSite(2, { node02: { delayMs: 1_500 } }));
    const running = await order('prepare_nodes', design, { nodes: { filter: { names: ['node02'] } } });
    await eventually(async () =>
      expect(await stepsOf(running.body)).toContainEqual(
        expect.objectContaining({ action: 'InterrogateOob', state: 'sent' }),
      ),
    );
    const reason = 'its fans are changed';
    expect(await ask('POST', '/api/v2/nodes/node02/maintenance', { reason })).toMatchObject({
      status: 200,
      body: { maintenance: { reason } },
    });
    const waitsFor = { task: null, reason: `it is in maintenance: ${reason}`, since: expect.any(String) };
    expect(await look(running)).toMatchObject({ nodes: [{ state: 'running', waitsFor }] });
    expect(await ended(await order('verify_nodes', design))).toMatchObject({
      outcome: 'partial_success',
      nodes: [{ outcome: 'success' }, { outcome: 'cancelled', reason: `it is in maintenance: ${reason}` }],
    });
    await eventually(async () =>
      expect((await stepsOf(running.body)).filter(({ state }) => state === 'sent')).toEqual([]),
    );
    expect(await look(running)).toMatchObject({ state: 'running' });
    expect(await ask('DELETE', '/api/v2/nodes/node02/maintenance')).toMatchObject({ body: { maintenance: null } });
    expect(await ended(running)).toMatchObject({ outcome: 'success' });
  });
});

describe('what is said of a node', () => {
  it('is refused with the path where it is wrong, and where there is no such node', async () => {
    await submit(fakeSite(1));
    for (const verb of ['protect', 'maintenance', 'hold']) {
      const path = `/api/v2/nodes/node01/${verb}`;
      expect(pathsOf(await ask('POST', path, { because: 'x' }))).toEqual(['because']);
      expect(pathsOf(await ask('POST', path, { reason: 7 }))).toEqual(['reason']);
      expect(await ask('POST', path, { reason: 'a\u0000b' })).toMatchObject({ status: 400 });
      expect(await ask('POST', `/api/v2/nodes/nobody/${verb}`)).toMatchObject({ status: 404 });
      expect(await ask('POST', `/api/v2/nodes/%00/${verb}`)).toMatchObject({ status: 400 });
    }
    expect((await ask('GET', '/api/v2/nodes/node01')).body).toMatchObject({
      hold: null,
      protected: null,
      maintenance: null,
    });
  });

  it('holds also for nodes that the newest design has no more, and the site is held like a node', async () => {
    await submit(fakeSite(2));
    for (const verb of ['protect', 'maintenance', 'hold']) await ask('POST', `/api/v2/nodes/node02/${verb}`);
    const design = await submit(fakeSite(1, { node01: { delayMs: 1 } }));
    expect(await ask('POST', '/api/v2/nodes/(site)/hold')).toMatchObject({ status: 200 });
    const waiting = await order('prepare_site', design);
    expect(await look(waiting)).toMatchObject({ state: 'queued', site: { waitsFor: { task: null } } });
    expect(await ask('POST', '/api/v2/nodes/(site)/release')).toMatchObject({ status: 202 });
    expect(await ended(waiting)).toMatchObject({ outcome: 'success' });
    expect(await ask('GET', '/api/v2/nodes/node02')).toMatchObject({
      status: 200,
      body: { rack: null, hold: { task: null } },
    });
    expect(await ask('DELETE', '/api/v2/nodes/node02/protect')).toMatchObject({
      status: 200,
      body: { protected: null },
    });
    expect(await ask('DELETE', '/api/v2/nodes/node02/maintenance')).toMatchObject({ status: 200 });
    expect(await ask('POST', '/api/v2/nodes/node02/release')).toMatchObject({ status: 202, body: { hold: null } });
    expect(await ask('POST', '/api/v2/nodes/node02/protect')).toMatchObject({ status: 200 });
    expect(await ask('DELETE', '/api/v2/nodes/node02/protect')).toMatchObject({
      status: 200,
      body: { protected: null },
    });
  });

  it('is told to those who follow its events, and a node that is held is not held twice', async () => {
    await submit(fakeSite(1));
    expect(await ask('POST', '/api/v2/nodes/node01/hold')).toMatchObject({
      status: 200,
      body: { hold: { task: null } },
    });
    expect(await ask('POST', '/api/v2/nodes/node01/hold')).toMatchObject({ status: 409 });
    await ask('POST', '/api/v2/nodes/node01/release');
    const stopped = new AbortController();
    const response = await fetch(`${drydock.urls.orchestrator}/api/v2/events?node=node01`, {
      headers: { authorization: `Bearer ${drydock.token}`, 'last-event-id': '0' },
      signal: stopped.signal,
    });
    let text = '';
    const reading = (async () => {
      for await (const part of response.body ?? []) text += Buffer.from(part).toString();
    })().catch(() => undefined);
    await eventually(async () => expect(text).toMatch(/"kind":"node-marked".*"hold":null,"by":"test"/));
    stopped.abort();
    await reading;
  });
});
