import type { ActionRequest, Failure, Noop, Progress, Risk } from '@drydock/contracts';
import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { ActionRow, columnsOf, type StopKind } from './action.entity.js';
import type { Hold } from './runner.store.js';

/** How an action came out of a driver call. */
export interface Outcome extends Hold {
  /** Of the action. */
  readonly request: ActionRequest;
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'waiting' | 'running';
  /** Until it is due again; for `waiting`. */
  readonly afterSeconds: number;
  readonly progress: Progress | null;
  readonly result: Record<string, unknown> | null;
  readonly noop: Noop | null;
  readonly would: readonly string[] | null;
  readonly risks: readonly Risk[] | null;
  readonly failure: Failure | null;
  readonly lastFailure: Failure | null;
  readonly quirks: readonly string[];
}

const isoTime = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/** The statements by which actions end, or are told to. A former holder of a target writes no end: its epoch is over. */
export class OutcomeStore {
  private readonly columns: string;
  private readonly columnsThatChange: string;

  constructor(database: Database) {
    this.columns = columnsOf(database.dataSource, ActionRow, { alias: 'a' });
    this.columnsThatChange = columnsOf(database.dataSource, ActionRow, { alias: 'a', without: ['request'] });
  }

  /** Writes how actions came out. Answers the rows that were really written: one that ended already is not. */
  async write(sql: Sql, outcomes: readonly Outcome[]): Promise<ActionRow[]> {
    const of = <T>(value: (outcome: Outcome) => T): T[] => outcomes.map(value);
    const json = (value: (outcome: Outcome) => unknown): string => jsonLines(of(value));
    // The request is the longest part of a row, and never changes: it is not read again.
    const requests = new Map(outcomes.map(({ id, request }) => [id, request]));
    const { rows } = await sql.query<Omit<ActionRow, 'request'>>({
      name: 'runner-write',
      text: `
        update action a
        set state = case when a.state = 'stopping' and o.state in ('waiting','running') then a.state else o.state end,
            due_at = case when o.state in ('waiting','running') then
              -- What was confirmed during this attempt it has not seen.
              case when a.confirmed_attempt = a.attempts then now() else now() + make_interval(secs => o.after_seconds) end end,
            revision = a.revision + 1,
            progress = coalesce(o.progress, a.progress), result = o.result, noop = o.noop, would = o.would,
            risks = o.risks, failure = o.failure, last_failure = o.last_failure,
            quirks = case when o.quirks = '{}' then a.quirks
                          else (select array_agg(distinct q) from unnest(a.quirks || o.quirks) as q) end,
            finished_at = case when o.state in ('succeeded','failed','cancelled') then now() end
        from (
          select id, epoch, state, after_seconds, progress, result, noop, would, risks, failure, last_failure,
                 array(select jsonb_array_elements_text(quirks)) as quirks
          from unnest($1::uuid[], $2::bigint[], $3::text[], $4::double precision[],
                      ${[5, 6, 7, 8, 9, 10, 11, 12].map((number) => fromJsonLines(`$${number}`, 'jsonb')).join(', ')})
            as o (id, epoch, state, after_seconds, progress, result, noop, would, risks, failure, last_failure, quirks)) o
        where a.id = o.id and a.epoch = o.epoch and a.state in ('running','waiting','stopping')
        returning ${this.columnsThatChange}`,
      values: [
        of(({ id }) => id),
        of(({ epoch }) => epoch),
        of(({ state }) => state),
        of(({ afterSeconds }) => afterSeconds),
        json(({ progress }) => progress),
        json(({ result }) => result),
        json(({ noop }) => noop),
        json(({ would }) => would),
        json(({ risks }) => risks),
        json(({ failure }) => failure),
        json(({ lastFailure }) => lastFailure),
        json(({ quirks }) => quirks),
      ],
    });
    return rows.flatMap((row) => {
      const request = requests.get(row.id);
      return request ? [{ ...row, request }] : [];
    });
  }

  /** Which of the actions running here were asked to stop. */
  async stopping(
    sql: Sql,
    running: readonly string[],
  ): Promise<{ id: string; stopKind: StopKind; stopReason: string }[]> {
    const { rows } = await sql.query<{ id: string; stopKind: StopKind; stopReason: string }>({
      name: 'runner-stopping',
      text: `select id, stop_kind as "stopKind", stop_reason as "stopReason" from action
             where id = any($1::uuid[]) and state = 'stopping'`,
      values: [running],
    });
    return rows;
  }

  /** Ends what ran out of time before it was started, and asks what ran out of time since to stop. Answers the ended. */
  async expire(sql: Sql): Promise<ActionRow[]> {
    const { rows } = await sql.query<ActionRow>({
      name: 'runner-expire',
      text: `
        -- What another process is writing is looked at the next time: waiting for it, in whatever order, could be for each other.
        with late as (
          select id from action
          where due_at is not null and state in ('accepted','running','waiting') and (
            deadline <= now() or (state <> 'accepted' and started_at + make_interval(secs => timeout_seconds) <= now()))
          for no key update skip locked)
        update action a
        set state = case when state = 'accepted' then 'failed' else 'stopping' end,
            finished_at = case when state = 'accepted' then now() end,
            failure = case when state = 'accepted' then jsonb_build_object(
              'kind', 'timed-out', 'message', name || coalesce(' of ' || node, '') || ' was not started before its deadline',
              'evidence', jsonb_build_array(
                'accepted at ' || to_char(created_at at time zone 'UTC', '${isoTime}'),
                'deadline ' || to_char(deadline at time zone 'UTC', '${isoTime}')),
              'advice', 'Give it a later deadline; if there was time enough, see which other action held the target.', 'leftRunning', false) end,
            stop_kind = 'timed-out', stop_reason = 'time is up', due_at = case when state <> 'accepted' then now() end,
            revision = revision + 1
        from late where a.id = late.id
        returning ${this.columns}`,
    });
    return rows.filter(({ state }) => state === 'failed');
  }
}
