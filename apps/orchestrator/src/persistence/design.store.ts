import { inTransaction } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, Finding, JsonObject } from '@drydock/site-design';
import { In } from 'typeorm';
import { DesignNodeRow, DesignRow } from './entities.js';

export interface NewDesign {
  readonly id: string;
  readonly digest: string;
  readonly documents: JsonObject[];
  readonly findings: readonly Finding[];
  /** No secret in it in plain. */
  readonly sealed: EffectiveDesign;
  readonly by: string;
}

/** Designs never change; the same one twice is the same one. */
export class DesignStore {
  constructor(private readonly database: Database) {}

  async keep({ id, digest, documents, findings, sealed, by }: NewDesign): Promise<DesignRow> {
    const nodes = Object.values(sealed.nodes);
    await inTransaction(this.database.pool, async (transaction) => {
      const { rowCount } = await transaction.query({
        text: `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by)
               values ($1, $2, 'valid', $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
        values: [
          id,
          digest,
          JSON.stringify(documents),
          JSON.stringify(findings),
          JSON.stringify(sealed.site),
          JSON.stringify(sealed.racks),
          JSON.stringify(sealed.switches),
          nodes.length,
          by,
        ],
      });
      if (rowCount === 0) return;
      await transaction.query({
        text: `insert into design_node (design_id, name, body)
               select $1, name, body from unnest($2::text[], $3::jsonb[]) as n (name, body)`,
        values: [id, nodes.map(({ name }) => name), nodes.map((node) => JSON.stringify(node))],
      });
    });
    return this.database.dataSource.getRepository(DesignRow).findOneByOrFail({ id });
  }

  find(id: string): Promise<DesignRow | null> {
    return this.database.dataSource.getRepository(DesignRow).findOneBy({ id });
  }

  /** Newest first, without what is in them. */
  list(limit: number): Promise<DesignRow[]> {
    return this.database.dataSource.getRepository(DesignRow).find({
      select: {
        id: true,
        digest: true,
        status: true,
        findings: true,
        nodeCount: true,
        createdBy: true,
        createdAt: true,
      },
      order: { createdAt: 'DESC' },
      take: limit,
    });
  }

  /** The nodes of a design by name; all of them when no names are given. */
  async nodes(designId: string, names?: readonly string[]): Promise<EffectiveNode[]> {
    const rows = await this.database.dataSource
      .getRepository(DesignNodeRow)
      .find({ where: { designId, ...(names && { name: In([...names]) }) }, order: { name: 'ASC' } });
    return rows.map(({ body }) => body);
  }

  /** The whole effective design, for selecting nodes and for reading. */
  async effective(row: DesignRow): Promise<EffectiveDesign> {
    const nodes = await this.nodes(row.id);
    const { digest, site, racks, switches } = row;
    return { digest, site, racks, switches, nodes: Object.fromEntries(nodes.map((node) => [node.name, node])) };
  }
}
