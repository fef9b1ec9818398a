import type { ActionRow } from '@drydock/actions';
import type { ActionRequest } from '@drydock/contracts';
import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';

/** A port that nobody kept in the provisioning network. */
export interface ExpiredLease {
  readonly key: string;
  readonly port: string;
  /** The action that opened the port, or renewed it last. */
  readonly actionId: string;
  readonly node: string | null;
  readonly taskId: string | null;
  /** The switch; its credential is sealed. */
  readonly target: ActionRequest['target'];
  readonly keepVlans: number[];
}

/** How long an isolation that failed is left alone before it is tried again. */
const againSeconds = 60;

/**
 * Keeps the leases with the ends of actions, in the transaction that ends them: provisioning with `leaseSeconds` opens
 * or renews one; everything else that was done to the port ends it.
 */
export async function keepLeases(transaction: Sql, ended: readonly ActionRow[]): Promise<void> {
  const all = ended
    .filter(({ name, state, dryRun }) => state === 'succeeded' && !dryRun && name.startsWith('ConfigurePort'))
    .map((row) => ({ ...row, port: row.request.parameters?.['port'], seconds: leaseSecondsOf(row) }));
  // One row per port, as the statements need it.
  const changes = [...new Map(all.map((change) => [JSON.stringify([change.key, change.port]), change])).values()];
  const over = changes.filter(({ seconds }) => seconds === null);
  const kept = changes.filter(({ seconds }) => seconds !== null);
  if (over.length > 0) {
    await transaction.query({
      name: 'lease-end',
      text: `delete from port_lease l using unnest($1::text[], $2::text[]) as o (key, port)
             where l.key = o.key and l.port = o.port`,
      values: [over.map(({ key }) => key), over.map(({ port }) => port)],
    });
  }
  if (kept.length === 0) return;
  await transaction.query({
    name: 'lease-keep',
    text: `insert into port_lease (key, port, action_id, node, task_id, target, keep_vlans, expires_at)
           select key, port, action_id, node, task_id, target, keep_vlans, now() + make_interval(secs => seconds)
           from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], ${fromJsonLines('$6', 'jsonb')},
                       ${fromJsonLines('$7', 'jsonb')}, $8::double precision[])
             as k (key, port, action_id, node, task_id, target, keep_vlans, seconds)
           order by key, port
           on conflict (key, port) do update
           set action_id = excluded.action_id, node = excluded.node, task_id = excluded.task_id, target = excluded.target,
               keep_vlans = excluded.keep_vlans, expires_at = excluded.expires_at`,
    values: [
      kept.map(({ key }) => key),
      kept.map(({ port }) => port),
      kept.map(({ id }) => id),
      kept.map(({ node }) => node),
      kept.map(({ taskId }) => taskId),
      jsonLines(kept.map(({ request }) => request.target)),
      jsonLines(kept.map(({ request }) => request.parameters?.['keepVlans'] ?? [])),
      kept.map(({ seconds }) => seconds),
    ],
  });
}

/** How long the port stays open for what the action did to it; null where it ends what was open. */
function leaseSecondsOf({ name, request }: ActionRow): number | null {
  const seconds = name === 'ConfigurePortProvisioning' ? request.parameters?.['leaseSeconds'] : undefined;
  return typeof seconds === 'number' ? seconds : null;
}

/** Takes leases that have run out, for one try: a port that stays open is looked at again a minute later. */
export async function takeExpired(transaction: Sql): Promise<ExpiredLease[]> {
  const { rows } = await transaction.query<ExpiredLease>({
    name: 'lease-take-expired',
    text: `update port_lease set expires_at = now() + make_interval(secs => ${againSeconds})
           where (key, port) in (select key, port from port_lease where expires_at <= now() order by expires_at limit 100 for update skip locked)
           returning key, port, action_id as "actionId", node, task_id as "taskId", target, keep_vlans as "keepVlans"`,
  });
  return rows;
}
