import pg from 'pg';

/** Settings of a Postgres that counts what its statements take. */
export const countingStatements = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'top' };

const shown = 25;

/** The statements that took longest together, a line each: milliseconds, calls, database, the statement's beginning. */
export async function statementTimes(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create extension if not exists pg_stat_statements');
    const { rows } = await client.query(
      `select round(total_exec_time) as time, calls, rows, datname, left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as query
       from pg_stat_statements join pg_database d on d.oid = dbid order by total_exec_time desc limit $1`,
      [shown],
    );
    return rows
      .map((one) => `${one.time} ms  ${one.calls} calls  ${one.rows} rows  ${one.datname}  ${one.query}`)
      .join('\n');
  } finally {
    await client.end();
  }
}
