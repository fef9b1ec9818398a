import { Problem } from '@drydock/service';
import type { EffectiveDesign, Finding } from '@drydock/site-design';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import type { DesignBody } from './design-body.js';
import type { DesignIngest } from './design-ingest.js';
import { cannotBeHad, DesignSource, type DesignSourceSettings } from './design-source.js';

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const errorsQuoted = 5;

/**
 * Finds the design that a reference means: one that is kept, or documents to be fetched. Throws a `Problem` of the
 * caller's: an unknown design, a reference that is not allowed, content that is no design.
 */
export class DesignReferences {
  private readonly source: DesignSource;

  constructor(
    private readonly designs: DesignStore,
    private readonly ingest: DesignIngest,
    settings: DesignSourceSettings,
  ) {
    this.source = new DesignSource(settings);
  }

  /** The design itself; what was fetched is taken in and kept. Errors in it are a `Problem` too. */
  async resolve(reference: string, by: string): Promise<DesignRow> {
    const kept = await this.kept(reference);
    if (kept) return kept;
    const ingested = await this.ingest.ingest(await this.body(reference), by);
    if (ingested.ok) return ingested.design;
    throw errorsIn(reference, ingested.findings);
  }

  /** What it means, to look at; nothing is kept. Errors in it are a `Problem` too. */
  async effective(reference: string): Promise<EffectiveDesign> {
    const kept = await this.kept(reference);
    if (kept) return this.designs.effective(kept);
    const { design, findings } = await this.ingest.check(await this.body(reference));
    if (design) return design;
    throw errorsIn(reference, findings);
  }

  /** What is wrong with it; nothing is kept. */
  async findings(reference: string): Promise<readonly Finding[]> {
    const kept = await this.kept(reference);
    return kept ? kept.findings : (await this.ingest.check(await this.body(reference))).findings;
  }

  private async kept(reference: string): Promise<DesignRow | null> {
    const id = reference.replace(/^design:/, '');
    if (!uuid.test(id)) return null;
    const design = await this.designs.find(id);
    if (design) return design;
    throw cannotBeHad(`there is no design ${id}`);
  }

  private async body(reference: string): Promise<DesignBody> {
    const fetched = await this.source.fetch(reference);
    return Buffer.isBuffer(fetched) ? { content: fetched } : { files: fetched };
  }
}

function errorsIn(reference: string, findings: readonly Finding[]): Problem {
  const errors = findings
    .filter(({ level }) => level === 'error')
    .map(({ rule, message, path }) => ({ path: path === '' ? 'design' : path, message: `${rule}: ${message}` }));
  const first = errors.slice(0, errorsQuoted).map(({ message }) => message);
  const more = errors.length > errorsQuoted ? `; and ${errors.length - errorsQuoted} more` : '';
  return new Problem(
    400,
    'The design has errors',
    `The design ${reference} has ${errors.length} errors: ${first.join('; ')}${more}`,
  ).naming(errors);
}
