import type { Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { ActionRow, columnsOf } from './action.entity.js';
import type { HeldTarget } from './claim.js';

/** An action that this process has taken, with what is remembered of its target. */
export interface TakenAction extends ActionRow {
  readonly memory: unknown;
  readonly facts: Record<string, unknown>;
}

/** Which action, and as which holder of its target: a write by a former holder misses. */
export interface Hold {
  readonly id: string;
  readonly key: string;
  readonly epoch: string;
}

/** How much to take, and what to leave alone. */
interface TakeLimits {
  /** For so many actions, of as many targets at most. */
  readonly room: number;
  /** Actions of one target that may be under way together. */
  readonly lanes: number;
  /** Actions that are called here already, or whose end is not written yet. */
  readonly running: readonly string[];
  /** Targets at which a call goes on whose end counts no more. */
  readonly lostKeys: readonly string[];
}

/** A target on which an action has ended. */
interface Ended {
  readonly key: string;
  /** How long no other action begins on it. */
  readonly restSeconds: number;
}

/** Who holds, and for how long without a word. */
export interface HolderSettings {
  /** Names this process; unique to it. */
  readonly holder: string;
  readonly lease: { readonly seconds: number };
}

/** So many due actions, the oldest, are looked at for targets to take: in the order of the index, which passes over dead entries. */
const lookedAt = 10_000;

/**
 * The statements by which targets are taken, held and let go. All of them are set-based, and every write is fenced by the epoch. Where many rows are wanted that
 * others want too, they are locked in the order of their keys or passed over: a ring of waiting stands still for seconds.
 */
export class RunnerStore {
  private readonly columns: string;
  private readonly holder: string;
  private readonly leaseSeconds: number;

  constructor(database: Database, { holder, lease }: HolderSettings) {
    this.columns = columnsOf(database.dataSource, ActionRow, { alias: 'a' });
    this.holder = holder;
    this.leaseSeconds = lease.seconds;
  }

  /**
   * Takes free and abandoned targets, oldest due action first, and up to `lanes` actions of each, of those about one part
   * the first alone. An action that was under way comes before one that was not. Targets already held here are looked
   * at again; `running` is left alone, and so is a target that rests, unless an action on it has begun.
   */
  async take(sql: Sql, limits: TakeLimits): Promise<TakenAction[]> {
    const { rows } = await sql.query<TakenAction>({
      name: 'runner-take',
      text: `
        with candidate as (
          select due.key, bool_or(due.begun) as begun from (
            select a.key, a.due_at, a.state <> 'accepted' as begun,
                   a.state = 'accepted' and t.holder is not distinct from $1 as joins
            from action a
            -- To each due action its target: a join may be planned to look for due actions at every target that there is.
            cross join lateral (select * from target t where t.key = a.key limit 1) t
            where a.due_at <= now() and a.state in ('accepted','running','waiting','stopping') and a.id <> all($4::uuid[])
              and a.key <> all($6::text[])
              and (a.state <> 'accepted' or a.deadline is null or a.deadline > now())
              and (t.holder is null or t.lease_until < now() or (t.holder = $1 and ($3 > 1 or a.state <> 'accepted')))
              and (a.state <> 'accepted' or t.rest_until is null or t.rest_until <= now())
            order by a.due_at limit ${lookedAt}) due
          group by due.key order by bool_and(due.joins), min(due.due_at) limit $2),
        free as (
          select t.key from target t join candidate using (key)
          where (t.holder is null or t.lease_until < now() or t.holder = $1)
            and (candidate.begun or t.rest_until is null or t.rest_until <= now())
          order by t.key for no key update of t skip locked),
        held as (
          update target t
          set epoch = case when t.holder = $1 and t.lease_until >= now() then t.epoch else t.epoch + 1 end,
              holder = $1, lease_until = now() + make_interval(secs => $5)
          from free where t.key = free.key
          returning t.key, t.epoch, t.memory, t.facts),
        ranked as (
          select a.id, a.state, a.deadline, h.epoch, a.due_at, h.memory, h.facts,
                 row_number() over (partition by a.key order by (a.state = 'accepted'), a.created_at, a.id) as place
          from action a join held h using (key)
          where a.due_at is not null and a.state in ('accepted','running','waiting','stopping') and not exists (
            select from action o
            where o.key = a.key and o.part = a.part and o.due_at is not null
              and o.state in ('accepted','running','waiting','stopping')
              and (o.state = 'accepted', o.created_at, o.id) < (a.state = 'accepted', a.created_at, a.id))),
        chosen as (
          select * from ranked
          where place <= $3 and due_at <= now() and id <> all($4::uuid[])
            and (state <> 'accepted' or deadline is null or deadline > now())
          order by place limit $2)
        update action a
        set state = case when a.state = 'stopping' then a.state else 'running' end,
            epoch = chosen.epoch, attempts = a.attempts + 1, revision = a.revision + 1,
            started_at = coalesce(a.started_at, now())
        from chosen
        where a.id = chosen.id
          and (a.state <> 'accepted' or a.deadline is null or a.deadline > now())
          and a.state in ('accepted','running','waiting','stopping')
        returning ${this.columns}, chosen.memory, chosen.facts`,
      values: [this.holder, limits.room, limits.lanes, limits.running, this.leaseSeconds, limits.lostKeys],
    });
    return rows;
  }

  /** Takes those of these targets that nobody holds and none that rests; makes those that are missing. */
  async hold(sql: Sql, keys: readonly string[]): Promise<HeldTarget[]> {
    const { rows } = await sql.query<HeldTarget>({
      name: 'runner-hold',
      text: `
        with asked as (select distinct key from unnest($1::text[]) as asked (key)),
        made as (
          insert into target (key, holder, epoch, lease_until)
          select key, $2, 1, now() + make_interval(secs => $3) from asked
          where not exists (select from target t where t.key = asked.key) order by key
          on conflict do nothing
          returning key, epoch, memory, facts),
        free as (
          select t.key from target t join asked using (key)
          where (t.holder is null or t.lease_until < now()) and (t.rest_until is null or t.rest_until <= now())
          order by t.key for no key update of t skip locked),
        held as (
          update target t set epoch = t.epoch + 1, holder = $2, lease_until = now() + make_interval(secs => $3)
          from free where t.key = free.key
          returning t.key, t.epoch, t.memory, t.facts)
        select * from made union all select * from held`,
      values: [keys, this.holder, this.leaseSeconds],
    });
    return rows;
  }

  /** Locks the targets of these holds that are still ours; the others were lost. */
  async confirm(sql: Sql, holds: readonly Hold[]): Promise<Set<string>> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'runner-confirm',
      text: `select h.id from unnest($1::uuid[], $2::text[], $3::bigint[]) as h (id, key, epoch)
             join target t on t.key = h.key and t.epoch = h.epoch
             where t.holder = $4 order by t.key for no key update of t`,
      values: [holds.map(({ id }) => id), holds.map(({ key }) => key), holds.map(({ epoch }) => epoch), this.holder],
    });
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Lets go of targets on which nothing is under way any more; each rests for a while, by the clock of the database. Answers
   * whether other actions wait at any of them.
   */
  async release(sql: Sql, ended: readonly Ended[]): Promise<boolean> {
    const { rows } = await sql.query<{ waiting: boolean }>({
      name: 'runner-release',
      text: `with ended as (
               select e.key, max(rest) as rest, count(a.id) > 0 as waiting, coalesce(bool_or(a.state <> 'accepted'), false) as busy
               from unnest($1::text[], $2::double precision[]) as e (key, rest)
               left join action a on a.key = e.key and a.due_at is not null and a.state in ('accepted','running','waiting','stopping')
               group by e.key),
             released as (
               update target t
               set holder = null, lease_until = null,
                   rest_until = case when ended.rest > 0 then now() + make_interval(secs => ended.rest) end
               from ended
               where t.key = ended.key and t.holder = $3 and not ended.busy)
             select bool_or(waiting) as waiting from ended`,
      values: [ended.map(({ key }) => key), ended.map(({ restSeconds }) => restSeconds), this.holder],
    });
    return rows[0]?.waiting ?? false;
  }

  /** Lets go of everything but these keys, when the process stops: what waits is taken by another at once. */
  async releaseAllBut(sql: Sql, keys: readonly string[]): Promise<void> {
    await sql.query({
      text: 'update target set holder = null, lease_until = null where holder = $1 and key <> all($2::text[])',
      values: [this.holder, keys],
    });
  }

  /**
   * Answers the keys that are still ours, for another while. Those on which nothing is under way (an action was cancelled
   * in the moment when its target was taken) and `lostKeys` are left to run out.
   */
  async renew(sql: Sql, lostKeys: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql.query<{ key: string }>({
      name: 'runner-renew',
      text: `with mine as (
               select key from target t
               where holder = $1 and lease_until >= now() and key <> all($3::text[])
                 and exists (
                   select from action a where a.key = t.key and a.due_at is not null and a.state in ('running','waiting','stopping'))
               order by key for no key update)
             update target t set lease_until = now() + make_interval(secs => $2)
             from mine where t.key = mine.key
             returning t.key`,
      values: [this.holder, this.leaseSeconds, lostKeys],
    });
    return new Set(rows.map(({ key }) => key));
  }

  /** Commits what must be known before a call that must not be repeated. False when the target was lost. */
  async checkpoint(sql: Sql, hold: Hold, data: unknown): Promise<boolean> {
    const { rowCount } = await sql.query({
      name: 'runner-checkpoint',
      text: `update action a set checkpoint = $4 from target t
             where a.id = $1 and a.epoch = $3 and t.key = a.key and t.epoch = $3 and t.holder = $2`,
      values: [hold.id, this.holder, hold.epoch, JSON.stringify(data)],
    });
    return rowCount === 1;
  }

  /** Keeps what is to be remembered of a target. False when it was lost. */
  async remember(sql: Sql, hold: Hold, what: { memory?: unknown; facts?: Record<string, unknown> }): Promise<boolean> {
    const { rowCount } = await sql.query({
      name: 'runner-remember',
      text: `update target set memory = coalesce($4::jsonb, memory), facts = coalesce($5::jsonb, facts)
             where key = $1 and holder = $2 and epoch = $3`,
      values: [
        hold.key,
        this.holder,
        hold.epoch,
        what.memory === undefined ? null : JSON.stringify(what.memory),
        what.facts === undefined ? null : JSON.stringify(what.facts),
      ],
    });
    return rowCount === 1;
  }
}
