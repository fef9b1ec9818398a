import type { ActionRow } from '@drydock/actions';
import { healths, powerStates, type Health, type InterrogateOobResult, type PowerState } from '@drydock/contracts';
import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import { observe, type Observation } from './observations.js';

/**
 * Keeps which BMC is which node's, and what actions saw of it, in the transaction that ends them. A BMC that is new is
 * looked at within `lookWithinSeconds`.
 */
export const keepBooks =
  (lookWithinSeconds: number) =>
  async (transaction: Sql, ended: readonly ActionRow[]): Promise<void> => {
    // Of several actions on one node the last counts; in the order of keys, so that nobody waits in a circle.
    const latest = new Map(ended.map((row) => [`${row.key} ${nodeOf(row)}`, row]));
    const rows = [...latest.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    await introduce(transaction, rows, lookWithinSeconds);
    await observe(transaction, rows.filter(({ state, dryRun }) => state === 'succeeded' && !dryRun).map(observed));
  };

/** A BMC that is spoken to without the name of a node goes by its own address. */
const nodeOf = ({ node, key }: ActionRow): string => node ?? key;

/** Rows that say the same already are not touched. A node that has another BMC now has it alone. */
async function introduce(transaction: Sql, rows: readonly ActionRow[], lookWithinSeconds: number): Promise<void> {
  const { rowCount } = await transaction.query({
    name: 'bmc-introduce',
    text: `
      insert into bmc (key, node, driver, target, look_at)
      select i.key, i.node, i.driver, i.target, now() + make_interval(secs => $5 * random())
      from unnest($1::text[], $2::text[], $3::text[], ${fromJsonLines('$4', 'jsonb')}) as i (key, node, driver, target)
      left join bmc b using (key, node)
      where b.key is null or (b.driver, b.target) is distinct from (i.driver, i.target)
      on conflict (key, node) do update set driver = excluded.driver, target = excluded.target`,
    values: [
      rows.map(({ key }) => key),
      rows.map(nodeOf),
      rows.map(({ driver }) => driver),
      jsonLines(rows.map(({ request }) => request.target)),
      lookWithinSeconds,
    ],
  });
  if (rowCount === 0) return;
  await transaction.query({
    name: 'bmc-forget-former',
    text: `delete from bmc b using unnest($1::text[], $2::text[]) as i (key, node)
           where b.node = i.node and b.key <> i.key`,
    values: [rows.map(({ key }) => key), rows.map(nodeOf)],
  });
}

function observed(row: ActionRow): Observation {
  const result = row.result ?? {};
  const inventory = row.name === 'InterrogateOob' && isInventory(result) ? result : null;
  return {
    key: row.key,
    node: nodeOf(row),
    power: powerStates.find((power): power is PowerState => power === result['power']) ?? null,
    health: healths.find((health): health is Health => health === result['health']) ?? null,
    inventory,
  };
}

/** As a driver of this process answered, which its type says. */
const isInventory = (result: object): result is InterrogateOobResult => 'power' in result && 'resetTypes' in result;
