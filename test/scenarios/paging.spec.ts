import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDrydock, type Drydock } from './drydock.js';

const count = 450;
let drydock: Drydock;
let database: pg.Client;
beforeAll(async () => {
  drydock = await startDrydock(['orchestrator']);
  database = new pg.Client({ connectionString: drydock.databases.orchestrator.url });
  await database.connect();
  await addDesigns(1, count);
  await database.query(`insert into design_node (design_id, name, body)
    select d.id, name, jsonb_build_object('name', name, 'rack', null)
    from (select id from design order by created_at desc, id desc limit 1) d,
         (select 'node' || lpad(i::text, 4, '0') as name from generate_series(1, ${count}) i) n`);
  await addTasks(1, count);
});
afterAll(async () => {
  await database.end();
  await drydock.stop();
});

/** Ten of them each begin at the very same moment. */
const at = (number: string) => `timestamptz '2030-01-01' + ${number} / 10 * interval '1 second'`;

const addDesigns = (from: number, to: number) =>
  database.query(
    `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by, created_at)
     select gen_random_uuid(), 'design-' || i, 'valid', '[]', '[]', '{}', '{}', '{}', 0, 'test', ${at('i')}
     from generate_series($1::int, $2::int) i`,
    [from, to],
  );

const addTasks = (from: number, to: number) =>
  database.query(
    `insert into task (id, kind, design_id, design_ref, options, state, outcome, created_by, created_at)
     select gen_random_uuid(), 'noop', (select id from design limit 1), 'task-' || i, '{}', 'ended', 'success', 'test', ${at('i')}
     from generate_series($1::int, $2::int) i`,
    [from, to],
  );

const idsOf = async (table: 'design' | 'task'): Promise<string[]> => {
  const { rows } = await database.query<{ id: string }>(`select id from ${table} order by created_at desc, id desc`);
  return rows.map(({ id }) => id);
};

async function page(path: string): Promise<{ ids: string[]; next: string | null }> {
  const { status, body } = await drydock.call('orchestrator', { method: 'GET', path });
  expect(status, JSON.stringify(body)).toBe(200);
  const items: { id?: string; name?: string }[] = Array.isArray(body['items']) ? body['items'] : [];
  return {
    ids: items.map(({ id, name }) => id ?? name ?? ''),
    next: body['next'] === null ? null : String(body['next']),
  };
}

/** All pages to the end; `between` is done after each. */
async function pages(path: string, between: () => Promise<unknown> = () => Promise.resolve()): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const { ids, next } = await page(
      cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`,
    );
    found.push(ids);
    cursor = next;
    await between();
  } while (cursor !== null);
  return found;
}

describe.each([
  { list: 'designs', table: 'design', add: addDesigns },
  { list: 'tasks', table: 'task', add: addTasks },
] as const)('the list of $list', ({ list, table, add }) => {
  const path = `/api/v2/${list}`;

  it('has 50 to a page, or as many as are asked for, to the end and not beyond it', async () => {
    const all = await idsOf(table);
    const usual = await pages(path);
    expect(usual.map(({ length }) => length)).toEqual(Array(count / 50).fill(50));
    expect(usual.flat()).toEqual(all);
    const largest = await pages(`${path}?limit=200`);
    expect(largest.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(largest.flat()).toEqual(all);
  });

  it('leaves none out and shows none twice while others are added', async () => {
    const before = await idsOf(table);
    let added = count;
    const found = await pages(`${path}?limit=60`, () => add(added + 1, (added += 25)));
    expect(found.flat()).toEqual(before);
  });

  it.each(['limit=0', 'limit=201', 'limit=1.5', 'cursor=x', 'cursor=00000000-0000-4000-8000-000000000000'])(
    'refuses %s',
    async (query) => {
      const answer = await drydock.call('orchestrator', { method: 'GET', path: `${path}?${query}` });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: query.split('=')[0] }] } });
    },
  );
});

describe('the list of nodes', () => {
  beforeAll(async () => {
    // The design that has them is the newest again.
    await database.query(
      `update design set created_at = '2031-01-01' where id = (select design_id from design_node limit 1)`,
    );
  });
  const names = Array.from({ length: count }, (_, index) => `node${String(index + 1).padStart(4, '0')}`);

  it('is whole where no limit is asked for', async () => {
    expect(await pages('/api/v2/nodes')).toEqual([names]);
  });

  it('is read page by page in the order of their names', async () => {
    const found = await pages('/api/v2/nodes?limit=150');
    expect(found.map(({ length }) => length)).toEqual([150, 150, 150]);
    expect(found.flat()).toEqual(names);
  });

  it('has all that the effective design has', async () => {
    const [newest] = await idsOf('design');
    const { body } = await drydock.call('orchestrator', {
      method: 'GET',
      path: `/api/v2/designs/${newest}/effective`,
    });
    expect(Object.keys(body['nodes'] ?? {})).toEqual(names);
  });

  it.each(['limit=0', 'limit=1001'])('refuses %s', async (query) => {
    const answer = await drydock.call('orchestrator', { method: 'GET', path: `/api/v2/nodes?${query}` });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'limit' }] } });
  });
});
