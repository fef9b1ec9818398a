// Expressions of SQL that several statements on tasks and walks share.

/** What the steps of a task do to a node or the site: nothing else may work on it meanwhile. */
export const siteHold = '(site)';

/** What a walk works on, as `hold` has it, and the index of the walks that are open: an expression of SQL. */
export const heldBy = (walk: string): string => `coalesce(${walk}.node, '${siteHold}')`;

/** Whether a task may begin walks now: an expression of SQL. */
export const mayBegin = (task: string): string =>
  `${task}.state in ('queued','running') and (${task}.start_at is null or ${task}.start_at <= now())`;

/** How many canaries of a task have proven it: a walk that found nothing to do proves nothing, and says so in its reason. */
export const provenBy = (task: string): string =>
  `(select count(*)::integer from (
      select from walk c where c.task_id = ${task}.id and c.state = 'ended' and c.outcome = 'success' and c.reason is null
      limit ${task}.canary) proof)`;

/** Ends walks that were not begun, and their steps; `walks` selects their ids and why. Two expressions for a `with`, of which `never` has them. */
export const endUnbegun = (walks: string): string => `
  never as (
    update walk w set state = 'ended', outcome = 'cancelled', reason = u.reason, ended_at = now()
    from (${walks}) u (id, reason) where w.id = u.id and w.state = 'queued' returning w.id, w.task_id, w.node, w.reason),
  never_done as (
    update step s set state = 'ended', outcome = 'skipped', reason = n.reason, ended_at = now() from never n where s.walk_id = n.id)`;
