import type { Sql } from '@drydock/messaging';

/** A BMC that this process has taken to look at, and one node behind it. */
export interface Watched {
  readonly key: string;
  readonly epoch: string;
  readonly node: string;
  readonly driver: string;
  readonly target: {
    readonly address: string;
    readonly port?: number;
    readonly credential?: unknown;
    readonly options?: unknown;
  };
  readonly facts: Record<string, unknown>;
}

/** A BMC that is let go again. */
export interface Looked {
  readonly key: string;
  readonly epoch: string;
  /** null: as they were. */
  readonly facts: Record<string, unknown> | null;
  /** How long nobody else begins anything with it. */
  readonly restSeconds: number;
  /** When it is tried next, where it was silent; ISO 8601. */
  readonly nextTryAt: string | null;
}

/** Looks end within seconds; what a dead process took is free after this long. */
const leaseSeconds = 30;

/** The statements of the watch. It holds a target like an action does, so that a BMC has one caller at a time. */
export class WatchStore {
  constructor(
    private readonly holder: string,
    private readonly everySeconds: number,
  ) {}

  /** Takes BMCs that are due for a look, do not rest, and that nobody holds or waits for. All that were due come again a while later. */
  async take(sql: Sql, { drivers, limit }: { readonly drivers: readonly string[]; readonly limit: number }) {
    const { rows } = await sql.query<Watched>({
      name: 'watch-take',
      text: `
        with due as (
          select key, node from bmc where look_at <= now() and driver = any($1::text[])
          order by look_at limit $2 for update skip locked),
        free as (
          select t.key from target t
          where t.key in (select key from due) and (t.holder is null or t.lease_until < now())
            and (t.rest_until is null or t.rest_until <= now())
            and not exists (select from action a where a.key = t.key and a.due_at is not null)
          order by t.key for no key update of t skip locked),
        held as (
          update target t set holder = $3, epoch = t.epoch + 1, lease_until = now() + interval '${leaseSeconds} s'
          from free where t.key = free.key
          returning t.key, t.epoch, t.facts),
        later as (
          update bmc b set look_at = now() + make_interval(secs => $4 * (0.9 + 0.2 * random()))
          from due where b.key = due.key and b.node = due.node)
        select b.key, h.epoch, b.node, b.driver, b.target, h.facts
        from held h join due using (key) join bmc b on b.key = due.key and b.node = due.node`,
      values: [drivers, limit, this.holder, this.everySeconds],
    });
    return rows;
  }

  /** Lets go of targets, with what was learned. Answers the keys that were still ours. */
  async release(transaction: Sql, looked: readonly Looked[]): Promise<Set<string>> {
    const { rows } = await transaction.query<{ key: string }>({
      name: 'watch-release',
      text: `
        with seen as (
          select * from unnest($1::text[], $2::bigint[], $3::jsonb[], $4::timestamptz[], $6::double precision[])
            as seen (key, epoch, facts, next_try_at, rest)),
        ours as (
          select t.key from target t join seen s using (key)
          where t.epoch = s.epoch and t.holder = $5 order by t.key for no key update of t),
        later as (
          update bmc b set look_at = s.next_try_at from seen s where b.key = s.key and s.next_try_at is not null)
        update target t
        set holder = null, lease_until = null, facts = coalesce(s.facts, t.facts),
            rest_until = case when s.rest > 0 then now() + make_interval(secs => s.rest) end
        from seen s join ours using (key) where t.key = s.key
        returning t.key`,
      values: [
        looked.map(({ key }) => key),
        looked.map(({ epoch }) => epoch),
        looked.map(({ facts }) => (facts === null ? null : JSON.stringify(facts))),
        looked.map(({ nextTryAt }) => nextTryAt),
        this.holder,
        looked.map(({ restSeconds }) => restSeconds),
      ],
    });
    return new Set(rows.map(({ key }) => key));
  }
}
