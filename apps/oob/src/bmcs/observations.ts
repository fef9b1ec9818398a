import type { Health, InterrogateOobResult, PowerState } from '@drydock/contracts';
import { enqueue, fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import { bmcEvents, type BmcChange } from './bmc-events.js';

/** What a node's BMC answered. */
export interface Observation {
  readonly key: string;
  readonly node: string;
  readonly power: PowerState | null;
  readonly health: Health | null;
  readonly inventory: InterrogateOobResult | null;
}

/** An answer that says nothing new is written down only so often, in seconds. */
const seenEvery = 30;

/** Keeps what BMCs answered, and tells of what became different, in the transaction that it is seen in. */
export async function observe(transaction: Sql, observations: readonly Observation[]): Promise<void> {
  if (observations.length === 0) return;
  const { rows } = await transaction.query<BmcChange>({
    name: 'bmc-observe',
    text: `
      with seen as (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], ${fromJsonLines('$5', 'jsonb')})
          as seen (key, node, power, health, inventory)),
      before as (
        select b.key, b.node, b.power, b.health, b.unreachable_since,
               coalesce(s.power, b.power) as new_power, coalesce(s.health, b.health) as new_health, s.inventory
        from bmc b join seen s using (key, node)
        where (b.power, b.health) is distinct from (coalesce(s.power, b.power), coalesce(s.health, b.health))
           or s.inventory is not null or b.unreachable_since is not null
           or b.seen_at is null or b.seen_at < now() - interval '${seenEvery} s'
        order by b.key, b.node for update of b)
      update bmc b
      set power = o.new_power, health = o.new_health, seen_at = now(), unreachable_since = null,
          inventory = coalesce(o.inventory, b.inventory),
          inventory_at = case when o.inventory is null then b.inventory_at else now() end,
          revision = b.revision + (
            (b.power, b.health) is distinct from (o.new_power, o.new_health) or o.unreachable_since is not null)::integer
      from before o where b.key = o.key and b.node = o.node
      returning b.key, b.node, b.revision, o.power as "powerBefore", b.power, o.health as "healthBefore", b.health,
                o.unreachable_since as "unreachableBefore", b.unreachable_since as "unreachableSince"`,
    values: [
      observations.map(({ key }) => key),
      observations.map(({ node }) => node),
      observations.map(({ power }) => power),
      observations.map(({ health }) => health),
      jsonLines(observations.map(({ inventory }) => inventory)),
    ],
  });
  await enqueue(transaction, rows.flatMap(bmcEvents));
}

/** Notes the BMCs that have not answered so often that nobody tries for a while, and tells of them. Answers how many are new. */
export async function noteSilent(transaction: Sql): Promise<number> {
  const { rows } = await transaction.query<BmcChange>({
    name: 'bmc-note-silent',
    text: `
      with given_up as materialized (
        select key, (facts -> 'circuit' ->> 'since')::timestamptz as since
        from target where facts -> 'circuit' ->> 'nextTryAt' is not null),
      silent as materialized (
        -- By arrays of keys: as joins they were planned to read every BMC, while hardly any is silent.
        select key, node from bmc
        where key = any(array(select key from given_up)) and unreachable_since is null
        order by key, node for update skip locked)
      update bmc b set unreachable_since = given_up.since, revision = b.revision + 1
      from given_up
      where b.key = any(array(select key from silent)) and (b.key, b.node) in (select key, node from silent) and given_up.key = b.key
      returning b.key, b.node, b.revision, b.power as "powerBefore", b.power, b.health as "healthBefore", b.health,
                null as "unreachableBefore", b.unreachable_since as "unreachableSince"`,
  });
  await enqueue(transaction, rows.flatMap(bmcEvents));
  return rows.length;
}
