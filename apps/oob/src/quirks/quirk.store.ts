import { parse, QuirkRule } from '@drydock/contracts';
import type { Sql } from '@drydock/messaging';

export interface StoredQuirk {
  readonly id: string;
  readonly rule: QuirkRule;
  readonly updatedAt: Date;
}

interface Row {
  readonly id: string;
  readonly rule: unknown;
  readonly updatedAt: Date;
}

/** All rules of the operator, in the order in which they are laid over each other. */
export async function storedQuirks(sql: Sql): Promise<StoredQuirk[]> {
  const { rows } = await sql.query<Row>({
    name: 'quirks',
    text: 'select id, rule, updated_at as "updatedAt" from quirk order by updated_at, id',
  });
  return rows.flatMap(({ id, rule, updatedAt }) => {
    // Written by a newer release, perhaps: what this one does not know is left out, a rule that it cannot read too.
    const parsed = parse(QuirkRule, rule, 'ignore');
    return parsed.ok ? [{ id, rule: parsed.value, updatedAt }] : [];
  });
}

/** Answers whether there was no such rule before. */
export async function keepQuirk(sql: Sql, id: string, rule: QuirkRule): Promise<'created' | 'replaced'> {
  const { rows } = await sql.query<{ created: boolean }>({
    name: 'quirk-keep',
    text: `insert into quirk (id, rule, updated_at) values ($1, $2, clock_timestamp())
           on conflict (id) do update set rule = excluded.rule, updated_at = excluded.updated_at
           returning xmax = 0 as created`,
    values: [id, JSON.stringify(rule)],
  });
  return rows[0]?.created === true ? 'created' : 'replaced';
}

/** Answers whether there was one. */
export async function dropQuirk(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query({ name: 'quirk-drop', text: 'delete from quirk where id = $1', values: [id] });
  return rowCount === 1;
}
