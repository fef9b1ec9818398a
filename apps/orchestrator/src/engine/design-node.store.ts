import type { Sql } from '@drydock/messaging';
import type { EffectiveNode } from '@drydock/site-design';
import type { SealedDesign } from './design-cache.js';

/** A node of a design; the site has none. */
export interface NodeOfDesign extends SealedDesign {
  readonly node: string | null;
}

const keptAtMost = 10_000;

/** The effective nodes that walks look at, at every step anew. Designs never change but for their seals, so the nodes in use are kept at hand. */
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
    for (const { body, ...one } of await rowsOf(sql, missing)) {
      const key = keyOf(one);
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

const keyOf = ({ designId, sealRevision, node }: NodeOfDesign): string => `${designId}/${sealRevision}/${node ?? ''}`;

async function rowsOf(sql: Sql, wanted: readonly NodeOfDesign[]) {
  if (wanted.length === 0) return [];
  const { rows } = await sql.query<NodeOfDesign & { body: EffectiveNode }>({
    name: 'engine-nodes-of-designs',
    text: `select n.design_id as "designId", wanted.seal_revision as "sealRevision", n.name as node, n.body
           from unnest($1::uuid[], $2::text[], $3::integer[]) as wanted (design_id, name, seal_revision)
           join design_node n using (design_id, name)`,
    values: [
      wanted.map(({ designId }) => designId),
      wanted.map(({ node }) => node),
      wanted.map(({ sealRevision }) => sealRevision),
    ],
  });
  return rows;
}
