import { inTransaction, type Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, Finding, JsonObject } from '@drydock/site-design';
import { In } from 'typeorm';
import type { CredentialFingerprints } from '../designs/credential-fingerprints.js';
import { DesignNodeRow, DesignRow, type SealedWith } from './entities.js';

export interface NewDesign {
  readonly id: string;
  readonly digest: string;
  readonly documents: JsonObject[];
  readonly findings: readonly Finding[];
  /** No secret in it in plain. */
  readonly sealed: EffectiveDesign;
  readonly sealedWith: SealedWith;
  readonly fingerprints: CredentialFingerprints;
  readonly by: string;
}

/** Designs never change but for their seals; the same one twice is the same one. */
export class DesignStore {
  constructor(private readonly database: Database) {}

  /** Keeps a design. One that is known gets the new seals where the keys of the services are others than before. */
  async keep(design: NewDesign): Promise<DesignRow> {
    await inTransaction(this.database.pool, async (transaction) => {
      if (await insert(transaction, design)) await writeNodes(transaction, design);
      else if (await renewSeals(transaction, design)) await writeNodes(transaction, design);
    });
    return this.database.dataSource.getRepository(DesignRow).findOneByOrFail({ id: design.id });
  }

  find(id: string): Promise<DesignRow | null> {
    return this.database.dataSource.getRepository(DesignRow).findOneBy({ id });
  }

  /** Newest first, without what is in them; the page after the design with the id `cursor`. */
  list(limit: number, cursor?: string): Promise<DesignRow[]> {
    const columns = ['id', 'digest', 'status', 'findings', 'nodeCount', 'createdBy', 'createdAt', 'sealedAt'];
    const query = this.database.dataSource.getRepository(DesignRow).createQueryBuilder('d');
    if (cursor !== undefined) {
      query.where('(d.created_at, d.id) < (select c.created_at, c.id from design c where c.id = :cursor)', { cursor });
    }
    return query
      .select(columns.map((column) => `d.${column}`))
      .orderBy('d.created_at', 'DESC')
      .addOrderBy('d.id', 'DESC')
      .limit(limit)
      .getMany();
  }

  /** null for a design that was kept before there were any. */
  async fingerprints(id: string): Promise<CredentialFingerprints | null> {
    const row = await this.database.dataSource
      .getRepository(DesignRow)
      .findOneOrFail({ select: { id: true, credentialFingerprints: true }, where: { id } });
    return row.credentialFingerprints;
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

/** False when it is known. */
async function insert(transaction: Sql, design: NewDesign): Promise<boolean> {
  const { id, digest, documents, findings, sealed, sealedWith, fingerprints, by } = design;
  const { rowCount } = await transaction.query({
    text: `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by, sealed_with,
                               credential_fingerprints)
           values ($1, $2, 'valid', $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing`,
    values: [
      id,
      digest,
      JSON.stringify(documents),
      JSON.stringify(findings),
      JSON.stringify(sealed.site),
      JSON.stringify(sealed.racks),
      JSON.stringify(sealed.switches),
      Object.keys(sealed.nodes).length,
      by,
      JSON.stringify(sealedWith),
      JSON.stringify(fingerprints),
    ],
  });
  return rowCount === 1;
}

/** False when they are of the same keys already. */
async function renewSeals(
  transaction: Sql,
  { id, sealed: { site, switches }, sealedWith, fingerprints }: NewDesign,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    text: `update design set site = $2, switches = $3, sealed_with = $4, credential_fingerprints = $5, sealed_at = now(),
                  seal_revision = seal_revision + 1
           where id = $1 and (sealed_with <> $4::jsonb or credential_fingerprints is null)`,
    values: [id, ...[site, switches, sealedWith, fingerprints].map((value) => JSON.stringify(value))],
  });
  return rowCount === 1;
}

async function writeNodes(transaction: Sql, { id, sealed }: NewDesign): Promise<void> {
  const nodes = Object.values(sealed.nodes);
  await transaction.query({
    text: `insert into design_node (design_id, name, body)
           select $1, name, body from unnest($2::text[], $3::jsonb[]) as n (name, body)
           on conflict (design_id, name) do update set body = excluded.body`,
    values: [id, nodes.map(({ name }) => name), nodes.map((node) => JSON.stringify(node))],
  });
}
