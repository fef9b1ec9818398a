import type { Sql } from '@drydock/messaging';
import type { EffectiveNode } from '@drydock/site-design';

/** A node of a design; the site has none. */
export interface NodeOfDesign {
  readonly designId: string;
  readonly node: string | null;
}

const keptAtMost = 10_000;

/** The effective nodes that walks look at, at every step anew. Designs never change, so the nodes in use are kept at hand. */
export class DesignNodes {
  private readonly kept = new Map<string, EffectiveNode>();

  /** Loads what is not at hand; answers how to find each of those that were asked for. */
  async load(sql: Sql, wanted: readonly NodeOfDesign[]): Promise<(one: NodeOfDesign) => EffectiveNode | null> {
    const found = new Map<string, EffectiveNode>();
    const missing: NodeOfDesign[] = [];
    for (const one of wanted) {
      const node = this.kept.get(keyOf(one));
      if (node) found.set(keyOf(one), node);
      else if (one.node !== null) missing.push(one);
    }
    for (const { designId, name, body } of await rowsOf(sql, missing)) {
      const key = keyOf({ designId, node: name });
      found.set(key, body);
      this.keep(key, body);
    }
    return (one) => found.get(keyOf(one)) ?? null;
  }

  private keep(key: string, node: EffectiveNode): void {
    this.kept.set(key, node);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptAtMost && oldest !== undefined) this.kept.delete(oldest);
  }
}

const keyOf = ({ designId, node }: NodeOfDesign): string => `${designId}/${node ?? ''}`;

async function rowsOf(sql: Sql, wanted: readonly NodeOfDesign[]) {
  if (wanted.length === 0) return [];
  const { rows } = await sql.query<{ designId: string; name: string; body: EffectiveNode }>({
    name: 'engine-nodes-of-designs',
    text: `select n.design_id as "designId", n.name, n.body
           from unnest($1::uuid[], $2::text[]) as wanted (design_id, name)
           join design_node n using (design_id, name)`,
    values: [wanted.map(({ designId }) => designId), wanted.map(({ node }) => node)],
  });
  return rows;
}
