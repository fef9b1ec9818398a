import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromJsonLines, jsonLines } from './index.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** What Postgres makes of the values, beside a column that says how many rows there are. */
async function stored(values: readonly unknown[]): Promise<unknown[]> {
  const { rows } = await pool.query<{ value: unknown }>({
    text: `select value from unnest($1::integer[], ${fromJsonLines('$2', 'jsonb')}) as n (place, value) order by place`,
    values: [values.map((_, place) => place), jsonLines(values)],
  });
  return rows.map(({ value }) => value);
}

describe('JSON as lines', () => {
  it('comes to Postgres as it was, whatever stands in its texts', async () => {
    const values = [
      { text: 'a\nb\r\n', quotes: '"\\"', empty: '', nothing: null },
      ['{1,2}', '\u2028', 'NULL', 'ü'],
      '',
      0,
      false,
    ];
    expect(await stored(values)).toEqual(values);
  });

  it('is null where there is no value, also where there is none at all', async () => {
    expect(await stored([null, { a: 1 }, undefined])).toEqual([null, { a: 1 }, null]);
    expect(await stored([null])).toEqual([null]);
    expect(await stored([null, null])).toEqual([null, null]);
  });

  it('is refused as data when Postgres cannot keep it', async () => {
    await expect(stored([{ text: 'a\u0000b' }])).rejects.toMatchObject({ code: '22P05' });
  });
});
