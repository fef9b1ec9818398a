import type { Health, InterrogateOobResult, PowerState } from '@drydock/contracts';
import { inTransaction } from '@drydock/messaging';
import type { Database } from '@drydock/service';

export interface BmcRow {
  readonly node: string;
  readonly key: string;
  readonly driver: string;
  readonly address: string;
  readonly power: PowerState;
  readonly health: Health;
  readonly seenAt: Date | null;
  readonly unreachableSince: Date | null;
  readonly revision: number;
  readonly facts: Record<string, unknown>;
  /** Other nodes whose BMC shows the same hardware. */
  readonly sameHardwareAs: readonly string[];
}

export interface BmcWithInventory extends BmcRow {
  readonly inventory: InterrogateOobResult | null;
  readonly inventoryAt: Date | null;
}

const columns = `b.node, b.key, b.driver, b.target ->> 'address' as address, b.power, b.health, b.seen_at as "seenAt",
                 b.unreachable_since as "unreachableSince", b.revision, t.facts`;

/** Of one node; a page of nodes is joined with all hardware that is there twice instead. */
const sameHardware = `array(select o.node from bmc o where o.hardware = b.hardware and o.node <> b.node order by 1)
                     as "sameHardwareAs"`;

/** The BMCs that this service has been asked about. */
export class BmcStore {
  constructor(private readonly database: Database) {}

  /** In the order of their nodes, after `after`. */
  async list({ after, limit }: { readonly after: string; readonly limit: number }): Promise<BmcRow[]> {
    const { rows } = await this.database.pool.query<BmcRow>({
      name: 'bmc-list',
      text: `with twice as (
               select hardware, array_agg(node order by node) as nodes from bmc
               where hardware is not null group by hardware having count(*) > 1)
             select ${columns}, coalesce(array_remove(twice.nodes, b.node), '{}') as "sameHardwareAs"
             from bmc b join target t using (key) left join twice using (hardware)
             where b.node > $1 order by b.node limit $2`,
      values: [after, limit],
    });
    return rows;
  }

  async find(node: string): Promise<BmcWithInventory | null> {
    const { rows } = await this.database.pool.query<BmcWithInventory>({
      name: 'bmc-find',
      text: `select ${columns}, ${sameHardware}, b.inventory, b.inventory_at as "inventoryAt"
             from bmc b join target t using (key) where b.node = $1`,
      values: [node],
    });
    return rows[0] ?? null;
  }

  /** Forgets that the BMC was silent and that it refused logins; what waits for it is due at once. */
  async tryAgain(key: string): Promise<void> {
    await inTransaction(this.database.pool, async (transaction) => {
      await transaction.query({
        text: `update target set facts = facts - 'circuit' - 'refusedLogins' where key = $1`,
        values: [key],
      });
      await transaction.query({
        text: `update action set due_at = now() where key = $1 and state = 'waiting' and due_at > now()`,
        values: [key],
      });
      await transaction.query({ text: 'update bmc set look_at = now() where key = $1', values: [key] });
    });
  }
}
