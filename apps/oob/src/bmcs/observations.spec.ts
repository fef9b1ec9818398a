import { afterAll, beforeAll, expect, it } from 'vitest';
import { OobStand } from '../testing/oob-stand.js';
import { noteSilent } from './observations.js';

let stand: OobStand;
beforeAll(async () => {
  stand = await OobStand.open();
});
afterAll(() => stand.close());

/** How many rows of these tables this connection has read in its transaction. */
async function rowsRead(): Promise<number> {
  const { rows } = await stand.sql.query<{ read: number }>(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read from pg_stat_xact_user_tables where relname in ('bmc', 'target')`,
  );
  return rows[0]?.read ?? 0;
}

it('BMCs that fell silent are found without reading all that answer, also by a plan that was made when there were none', async () => {
  const { sql } = stand;
  // As the connections of the service.
  await sql.query('set enable_seqscan = off; set enable_bitmapscan = off');
  for (let time = 0; time < 8; time += 1) expect(await noteSilent(sql)).toBe(0);
  await sql.query('begin');
  await sql.query(`insert into target (key, facts) select 'bmc-' || n, case when n % 500 = 0
    then '{"circuit":{"failures":3,"since":"2026-11-01T00:00:00.000Z","nextTryAt":"2026-11-01T00:10:00.000Z"}}' else '{}' end::jsonb
    from generate_series(1, 2000) as n`);
  await sql.query(`insert into bmc (key, node, driver, target) select key, key, 'redfish', '{}' from target`);
  const before = await rowsRead();
  expect(await noteSilent(sql)).toBe(4);
  expect((await rowsRead()) - before).toBeLessThan(50);
  await sql.query('rollback');
});
