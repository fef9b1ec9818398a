import { inTransaction, type Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, Finding } from '@drydock/site-design';
import type { CredentialFingerprints } from '../designs/credential-fingerprints.js';
import { DesignRow, type SealedWith } from './entities.js';

export interface NewDesign {
  readonly id: string;
  readonly digest: string;
  /** As JSON, without secrets. */
  readonly documents: string;
  readonly findings: readonly Finding[];
  /** No secret in it in plain, nor in the nodes. */
  readonly site: Omit<EffectiveDesign, 'nodes'>;
  /** Lists of them, as JSON: the event loop stands still while one is written. */
  readonly nodes: readonly { readonly text: string; readonly count: number }[];
  readonly sealedWith: SealedWith;
  readonly fingerprints: CredentialFingerprints;
  readonly by: string;
}

export interface WantedNodes {
  /** null for all. */
  readonly names?: readonly string[] | null;
  /** Only those whose names come after this. */
  readonly after?: string;
  readonly limit?: number;
}

/** How many nodes are read in one turn of the event loop. */
const nodesPerPage = 200;

const none = { text: null, last: null, count: 0 };

/** Designs never change but for their seals; the same one twice is the same one. */
export class DesignStore {
  constructor(private readonly database: Database) {}

  /** Keeps a design. One that is known gets the new seals where the keys of the services are others than before. */
  async keep(design: NewDesign): Promise<DesignRow> {
    await inTransaction(this.database.pool, async (transaction) => {
      if (await insert(transaction, design)) await writeNodes(transaction, design);
      else if (await renewSeals(transaction, design)) await writeNodes(transaction, design);
    });
    const { id } = design;
    return this.database.dataSource.getRepository(DesignRow).findOneByOrFail({ id });
  }

  find(id: string): Promise<DesignRow | null> {
    return this.database.dataSource.getRepository(DesignRow).findOneBy({ id });
  }

  /** What was written, without its secrets, as a JSON list: it may be many megabytes, and nobody here looks into it. */
  async documents(id: string): Promise<string> {
    const { rows } = await this.database.pool.query<{ documents: string }>({
      text: 'select documents::text as documents from design where id = $1',
      values: [id],
    });
    return rows[0]?.documents ?? '[]';
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

  /** Whether a node of that name is or was in any design. */
  async everHad(node: string): Promise<boolean> {
    const rows: unknown[] = await this.database.dataSource.query(`select from design_node where name = $1 limit 1`, [
      node,
    ]);
    return rows.length > 0;
  }

  /** The nodes of a design by name; all of them when nothing is said. A page in one turn of the event loop. */
  async nodes(
    designId: string,
    { names = null, after = '', limit = Infinity }: WantedNodes = {},
  ): Promise<EffectiveNode[]> {
    const nodes: EffectiveNode[] = [];
    let last = after;
    for (;;) {
      const asked = Math.min(nodesPerPage, limit - nodes.length);
      const { rows } = await this.database.pool.query<{ name: string; body: EffectiveNode }>({
        text: `select name, body from design_node
               where design_id = $1 and ($2::text[] is null or name = any ($2)) and name > $3 order by name limit $4`,
        values: [designId, names, last, asked],
      });
      for (const { body } of rows) nodes.push(body);
      if (rows.length < asked || nodes.length === limit) return nodes;
      last = rows.at(-1)?.name ?? last;
    }
  }

  /** The effective design as JSON, in parts: of 10,000 nodes it is 25 MB, and the event loop stands still while that is written. */
  async *effectiveText({ id, digest, site, racks, switches }: DesignRow): AsyncGenerator<string> {
    yield `${JSON.stringify({ digest, site, racks, switches }).slice(0, -1)},"nodes":{`;
    for (let last = '', count = nodesPerPage; count === nodesPerPage;) {
      const page = await this.database.pool.query<{ text: string | null; last: string | null; count: number }>({
        text: `select string_agg(to_json(name)::text || ':' || body::text, ',' order by name) as text, max(name) as last,
                      count(*)::integer as count
               from (select name, body from design_node where design_id = $1 and name > $2 order by name limit $3) as page`,
        values: [id, last, nodesPerPage],
      });
      const {
        rows: [{ text, count: found, last: newest } = none],
      } = page;
      if (text !== null) yield last === '' ? text : `,${text}`;
      count = found;
      last = newest ?? last;
    }
    yield '}}';
  }

  /** The whole effective design, for selecting nodes and for comparing. */
  async effective(row: DesignRow): Promise<EffectiveDesign> {
    const nodes = await this.nodes(row.id);
    const { digest, site, racks, switches } = row;
    return { digest, site, racks, switches, nodes: Object.fromEntries(nodes.map((node) => [node.name, node])) };
  }
}

/** False when it is known. */
async function insert(transaction: Sql, design: NewDesign): Promise<boolean> {
  const { id, digest, documents, findings, site, nodes, sealedWith, fingerprints, by } = design;
  const { rowCount } = await transaction.query({
    text: `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by, sealed_with,
                               credential_fingerprints)
           values ($1, $2, 'valid', $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing`,
    values: [
      id,
      digest,
      documents,
      JSON.stringify(findings),
      JSON.stringify(site.site),
      JSON.stringify(site.racks),
      JSON.stringify(site.switches),
      nodes.reduce((total, { count }) => total + count, 0),
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
  { id, site: { site, switches }, sealedWith, fingerprints }: NewDesign,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    text: `update design set site = $2, switches = $3, sealed_with = $4, credential_fingerprints = $5, sealed_at = now(),
                  seal_revision = seal_revision + 1
           where id = $1 and (sealed_with <> $4::jsonb or credential_fingerprints is null)`,
    values: [id, ...[site, switches, sealedWith, fingerprints].map((value) => JSON.stringify(value))],
  });
  return rowCount === 1;
}

async function writeNodes(transaction: Sql, { id, nodes }: NewDesign): Promise<void> {
  for (const { text } of nodes) {
    await transaction.query({
      text: `insert into design_node (design_id, name, body)
             select $1, node->>'name', node from jsonb_array_elements($2::jsonb) as n (node)
             on conflict (design_id, name) do update set body = excluded.body`,
      values: [id, text],
    });
  }
}
