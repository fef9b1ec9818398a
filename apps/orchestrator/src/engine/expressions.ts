// Expressions of SQL that several statements on tasks and walks share.

/** What the site is called where nodes are held by their names. */
export const siteHold = '(site)';

/** What a walk works on, as `hold` has it, and the index of the walks that are open. */
export const heldBy = (walk: string): string => `coalesce(${walk}.node, '${siteHold}')`;

/** Whether a task may begin walks now. */
export const mayBegin = (task: string): string =>
  `${task}.state in ('queued','running') and (${task}.start_at is null or ${task}.start_at <= now())`;

/** Whether something has to be counted before a task may begin a walk. */
export const isBounded = (task: string): string =>
  `num_nonnulls(${task}.max_parallel, ${task}.per_rack, ${task}.canary, ${task}.stop_after) > 0`;

/**
 * A row with how many canaries of a task have ended well, up to as many as it takes. A node where there was nothing to do proves
 * nothing, and says so in its reason; the site is no canary.
 */
export const provenBy = (task: string): string => `(
  select count(*)::integer from (
    select from walk c
    where c.task_id = ${task}.id and c.state = 'ended' and c.outcome = 'success' and c.reason is null and c.node is not null
    limit coalesce(${task}.canary, 0)) proof)`;

/** A row with the reason why a task goes no further, null while it does. Nodes that still take back have failed already. */
export const whyNoFurther = (task: string): string => `(
  select case
    when failed.count >= ${task}.stop_after then format('%s of its nodes failed: the task goes no further', failed.count)
    when failed.count > 0 and proven.count < ${task}.canary then format('the canary %s failed: the task goes no further', failed.first)
  end as reason
  from (select count(*)::integer, min(f.node) as first from walk f
        where num_nonnulls(${task}.stop_after, ${task}.canary) > 0
          and f.task_id = ${task}.id and f.outcome = 'failure' and f.node is not null) failed
  cross join lateral ${provenBy(task)} proven)`;

/** Why a node with this mark is left out or waited for. */
export const inMaintenance = (mark: string): string => `concat_ws(': ', 'it is in maintenance', ${mark}.reason)`;

/** Ends walks that were not begun, and their steps; `walks` selects their ids and why. Two parts of a `with`; `never` has the walks. */
export const endUnbegun = (walks: string): string => `
  never as (
    update walk w set state = 'ended', outcome = 'cancelled', reason = u.reason, ended_at = now()
    from (${walks}) u (id, reason) where w.id = u.id and w.state = 'queued'
    returning w.id, w.task_id as "taskId", w.node, w.reason),
  never_done as (
    update step s set state = 'ended', outcome = 'skipped', reason = n.reason, ended_at = now() from never n where s.walk_id = n.id)`;
