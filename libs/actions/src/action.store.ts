import type { ActionRequest, ActionState, Confirmation } from '@drydock/contracts';
import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { ActionRow, columnsOf, type StopKind } from './action.entity.js';
import type { HeldTarget } from './claim.js';

/** A request on its way to becoming a row: complete, sealed, its key and part named. */
export interface AcceptedAction {
  readonly id: string;
  readonly request: ActionRequest;
  readonly key: string;
  readonly part: string | null;
  readonly timeoutSeconds: number;
  readonly taskId: string | null;
  readonly traceparent: string | null;
  /** Left out, they are made when the request is compared with another. */
  readonly secretHmacs?: Readonly<Record<string, string>>;
}

export interface ActionQuery {
  readonly node?: string;
  readonly action?: string;
  readonly state?: ActionState;
  readonly task?: string;
  readonly limit: number;
  /** The id of the last one of the page before. */
  readonly cursor?: string;
}

/** Actions as rows: taken in, looked up, asked to stop. What the runner does with them is `RunnerStore`. */
export class ActionStore {
  private readonly columns: string;
  private readonly columnsBesideRequest: string;

  constructor(private readonly database: Database) {
    this.columns = columnsOf(database.dataSource, ActionRow, { alias: 'a' });
    this.columnsBesideRequest = columnsOf(database.dataSource, ActionRow, { alias: 'a', without: ['request'] });
  }

  /**
   * Writes those whose id is new, and answers their rows; the others are as they were. Actions that hold their target already
   * begin with it, unless their time is up or another is open at it.
   */
  async accept(
    sql: Sql,
    actions: readonly AcceptedAction[],
    holds: ReadonlyMap<string, Pick<HeldTarget, 'epoch'>> = new Map(),
  ): Promise<Omit<ActionRow, 'request'>[]> {
    if (actions.length === 0) return [];
    await this.makeTargets(
      sql,
      actions.filter(({ id }) => !holds.has(id)),
    );
    const of = <T>(value: (action: AcceptedAction) => T): T[] => actions.map(value);
    const { rows } = await sql.query<Omit<ActionRow, 'request'>>({
      name: 'action-accept',
      text: `insert into action as a (id, name, node, key, driver, request, dry_run, timeout_seconds, deadline, task_id, traceparent, part,
                                       secret_hmacs, state, epoch, attempts, started_at)
             select id, request->>'action', request->>'node', key, request->'target'->>'type', request,
                    coalesce((request->>'dryRun')::boolean, false), timeout_seconds, deadline, task_id, traceparent, part, secret_hmacs,
                    case when begins then 'running' else 'accepted' end, case when begins then epoch end, begins::integer,
                    case when begins then now() end
             from (
               select *, epoch is not null and (deadline is null or deadline > now()) and not exists (
                        select from action o where o.key = asked.key and o.due_at is not null) as begins
               from (
                 select *, (request->>'deadline')::timestamptz as deadline
                 from unnest($1::uuid[], ${fromJsonLines('$2', 'jsonb')}, $3::text[], $4::integer[], $5::uuid[], $6::text[], $7::text[],
                             ${fromJsonLines('$8', 'jsonb')}, $9::bigint[])
                   as given (id, request, key, timeout_seconds, task_id, traceparent, part, secret_hmacs, epoch)) asked
               order by id) asked
             on conflict do nothing returning ${this.columnsBesideRequest}`,
      values: [
        of(({ id }) => id),
        jsonLines(of(({ request }) => request)),
        of(({ key }) => key),
        of(({ timeoutSeconds }) => timeoutSeconds),
        of(({ taskId }) => taskId),
        of(({ traceparent }) => traceparent),
        of(({ part }) => part),
        jsonLines(of(({ secretHmacs }) => secretHmacs)),
        of(({ id }) => holds.get(id)?.epoch ?? null),
      ],
    });
    return rows;
  }

  private async makeTargets(sql: Sql, actions: readonly AcceptedAction[]): Promise<void> {
    if (actions.length === 0) return;
    await sql.query({
      name: 'action-targets',
      // Only those that are missing: a conflict would wait for whoever holds the target to commit.
      text: `insert into target (key)
             select distinct asked.key from unnest($1::text[]) as asked (key)
             where not exists (select from target t where t.key = asked.key) order by asked.key
             on conflict do nothing`,
      values: [actions.map(({ key }) => key)],
    });
  }

  async find(id: string): Promise<ActionRow | null> {
    return this.database.dataSource.getRepository(ActionRow).findOneBy({ id });
  }

  /** Until when the target rests before this action may begin; null where it does not. */
  async restUntil({ key }: Pick<ActionRow, 'key'>): Promise<Date | null> {
    const { rows } = await this.database.pool.query<{ restUntil: Date }>({
      name: 'action-rest-until',
      text: 'select rest_until as "restUntil" from target where key = $1 and rest_until > now()',
      values: [key],
    });
    return rows[0]?.restUntil ?? null;
  }

  async findMany(sql: Sql, ids: readonly string[]): Promise<ActionRow[]> {
    const { rows } = await sql.query<ActionRow>({
      name: 'action-find-many',
      text: `select ${this.columns} from action a where a.id = any($1::uuid[])`,
      values: [ids],
    });
    return rows;
  }

  /** Takes a confirmation down and has the action called again. Answers nothing where it is not under way, or confirmed already. */
  async confirm(sql: Sql, id: string, confirmation: Confirmation): Promise<ActionRow[]> {
    const { rows } = await sql.query<ActionRow>({
      name: 'action-confirm',
      text: `update action a
             set confirmation = $2, confirmed_attempt = attempts, due_at = now(), revision = revision + 1
             where id = $1 and state in ('running','waiting') and confirmation is null
             returning ${this.columns}`,
      values: [id, JSON.stringify(confirmation)],
    });
    return rows;
  }

  /** Newest first. */
  async list({ node, action, state, task, limit, cursor }: ActionQuery): Promise<ActionRow[]> {
    const query = this.database.dataSource.getRepository(ActionRow).createQueryBuilder('a');
    if (node !== undefined) query.andWhere('a.node = :node', { node });
    if (action !== undefined) query.andWhere('a.name = :action', { action });
    if (state !== undefined) query.andWhere('a.state = :state', { state });
    if (task !== undefined) query.andWhere('a.task_id = :task', { task });
    if (cursor !== undefined) {
      query.andWhere('(a.created_at, a.id) < (select c.created_at, c.id from action c where c.id = :cursor)', {
        cursor,
      });
    }
    return query.orderBy('a.created_at', 'DESC').addOrderBy('a.id', 'DESC').limit(limit).getMany();
  }

  /**
   * Asks actions to stop. One that was never started ends at once and is answered; one under way becomes `stopping`,
   * and its runner ends it.
   */
  async stop(sql: Sql, ids: readonly string[], why: { kind: StopKind; reason: string }): Promise<ActionRow[]> {
    const { rows } = await sql.query<ActionRow>({
      name: 'action-stop',
      text: `update action a
             set state = case when state = 'accepted' then 'cancelled' else 'stopping' end,
                 finished_at = case when state = 'accepted' then now() end,
                 stop_kind = $2, stop_reason = $3, due_at = case when state <> 'accepted' then now() end, revision = revision + 1
             where id = any(array(
               select id from action where id = any($1::uuid[]) and state in ('accepted','running','waiting') order by id for no key update))
             returning ${this.columns}`,
      values: [ids, why.kind, why.reason],
    });
    return rows;
  }
}
