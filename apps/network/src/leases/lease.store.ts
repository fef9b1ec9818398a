import type { ActionRow } from '@drydock/actions';
import type { ActionRequest } from '@drydock/contracts';
import type { Sql } from '@drydock/messaging';

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
  for (const { id, name, state, dryRun, key, node, taskId, request } of ended) {
    const port = request.parameters?.['port'];
    if (state !== 'succeeded' || dryRun || !name.startsWith('ConfigurePort')) continue;
    const seconds = name === 'ConfigurePortProvisioning' ? request.parameters?.['leaseSeconds'] : undefined;
    if (typeof seconds !== 'number') {
      await transaction.query({
        name: 'lease-end',
        text: 'delete from port_lease where key = $1 and port = $2',
        values: [key, port],
      });
      continue;
    }
    await transaction.query({
      name: 'lease-keep',
      text: `insert into port_lease (key, port, action_id, node, task_id, target, keep_vlans, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
             on conflict (key, port) do update
             set action_id = excluded.action_id, node = excluded.node, task_id = excluded.task_id, target = excluded.target,
                 keep_vlans = excluded.keep_vlans, expires_at = excluded.expires_at`,
      values: [
        key,
        port,
        id,
        node,
        taskId,
        request.target,
        JSON.stringify(request.parameters?.['keepVlans'] ?? []),
        seconds,
      ],
    });
  }
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
