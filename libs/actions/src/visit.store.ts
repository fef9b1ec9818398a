import type { Sql } from '@drydock/messaging';

/** A target that is held for a visit. */
export interface Visited {
  readonly key: string;
  /** A bigint, as text. */
  readonly epoch: string;
  readonly facts: Record<string, unknown>;
}

/** Who has a target that somebody waits for; all null where it is free by now. */
export interface Occupant {
  readonly holder: string | null;
  readonly action: string | null;
  readonly node: string | null;
  readonly since: Date | null;
  readonly restUntil: Date | null;
}

/** The statements of visits. They hold a target like an action does, so that it has one caller at a time. */
export class VisitStore {
  constructor(private readonly holder: string) {}

  /** Null while somebody else has the target, or it rests. One that was never heard of is written down. */
  async take(sql: Sql, key: string, leaseSeconds: number): Promise<Visited | null> {
    const { rows } = await sql.query<Visited>({
      name: 'visit-take',
      text: `insert into target as t (key, holder, epoch, lease_until)
             values ($1, $2, 1, now() + make_interval(secs => $3))
             on conflict (key) do update
             set holder = excluded.holder, epoch = t.epoch + 1, lease_until = excluded.lease_until
             where (t.holder is null or t.lease_until < now()) and (t.rest_until is null or t.rest_until <= now())
             returning key, epoch, facts`,
      values: [key, this.holder, leaseSeconds],
    });
    return rows[0] ?? null;
  }

  async occupant(sql: Sql, key: string): Promise<Occupant | null> {
    const { rows } = await sql.query<Occupant>({
      name: 'visit-occupant',
      text: `select case when t.lease_until >= now() then t.holder end as holder,
                    case when t.rest_until > now() then t.rest_until end as "restUntil",
                    a.name as action, a.node, a.started_at as since
             from target t left join lateral (
               select name, node, started_at from action
               where key = t.key and due_at is not null and state in ('running','waiting','stopping')
               order by started_at limit 1) a on true
             where t.key = $1`,
      values: [key],
    });
    return rows[0] ?? null;
  }

  /** Lets go of a target that is still ours, with what was learned; null: the facts stay. */
  async release(sql: Sql, { key, epoch }: Visited, what: Left): Promise<void> {
    await sql.query({
      name: 'visit-release',
      text: `update target set holder = null, lease_until = null, facts = coalesce($4::jsonb, facts),
                    rest_until = case when $5 > 0 then now() + make_interval(secs => $5) end
             where key = $1 and holder = $2 and epoch = $3`,
      values: [key, this.holder, epoch, what.facts === null ? null : JSON.stringify(what.facts), what.restSeconds],
    });
  }
}

interface Left {
  readonly facts: Record<string, unknown> | null;
  readonly restSeconds: number;
}
