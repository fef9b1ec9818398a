import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

let drydock: Drydock;
let design: string;
const orchestrator = (method: string, path: string, body?: unknown) =>
  drydock.call('orchestrator', { method, path, body });

beforeAll(async () => {
  drydock = await startDrydock(['orchestrator']);
  design = String((await orchestrator('POST', '/api/v2/designs', fakeSite(2))).body['id']);
});
afterAll(() => drydock.stop());

/** any of any of any … */
const endlessFilter = Array.from({ length: 1_000 }).reduce<object>((inner) => ({ any: [inner] }), {
  names: ['node01'],
});

const order = (more: object) => orchestrator('POST', '/api/v2/tasks', { kind: 'verify_nodes', design, ...more });

describe('an order for a task', () => {
  it.each([
    ['a filter and all nodes at once', { all: true, filter: { names: ['node01'] } }, 'nodes'],
    ['all nodes and not', { all: false }, 'nodes.all'],
    ['all nodes and something else', { all: true, racks: ['rack01'] }, 'nodes.racks'],
    ['a filter without end', { filter: endlessFilter }, 'nodes.filter'],
  ])('with %s is refused with the path', async (_what, nodes, path) => {
    const { status, body } = await order({ nodes });
    expect({ status, errors: body['errors'] }).toMatchObject({
      status: 400,
      errors: [{ path: expect.stringContaining(path) }],
    });
  });

  it('for other nodes under a known id is another order, and refused', async () => {
    const id = randomUUID();
    const one = { id, nodes: { filter: { names: ['node01'] } } };
    expect(await order(one)).toMatchObject({ status: 201 });
    expect(await order(one)).toMatchObject({ status: 200 });
    expect(await order({ ...one, nodes: { all: true } })).toMatchObject({ status: 409 });
  });
});

describe('a design', () => {
  const written = JSON.stringify(fakeSite(1));
  it.each([
    ['a NUL', written.replace('"even"', '"even\\u0000"'), 'DD3102'],
    ['half of a surrogate pair', written.replace('"even"', '"even\\ud800"'), 'DD3102'],
    ['an address that is none', written.replace('"http://bootstrapper.fake"', '"http://[bootstrapper"'), 'DD3103'],
  ])('with %s is answered with a finding and not kept', async (_what, documents, rule) => {
    expect(await orchestrator('POST', '/api/v2/designs', documents)).toMatchObject({
      status: 422,
      body: { id: null, findings: expect.arrayContaining([expect.objectContaining({ rule })]) },
    });
  });
});

describe('a client of v1.0', () => {
  it('is answered in its own shape, whatever was wrong', async () => {
    const shape = { type: 'error', message: expect.any(String), retry: false };
    expect(await orchestrator('POST', '/api/v1.0/tasks', '{"action":')).toMatchObject({ status: 400, body: shape });
    expect(await orchestrator('GET', '/api/v1.0/nowhere')).toMatchObject({ status: 404, body: shape });
    expect(await orchestrator('GET', '/api/v2/nowhere')).toMatchObject({ status: 404, body: { title: 'Not found' } });
  });
});
