import type { SecretHmac } from '@drydock/service';
import {
  canonicalJson,
  compileDesign,
  hasErrors,
  renderManifests,
  type EffectiveDesign,
  type Finding,
  type JsonObject,
  type SourceDocument,
} from '@drydock/site-design';
import type { AnnouncementStore } from '../persistence/announcement.store.js';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import { derivedId } from '../engine/world.js';
import { announcedDrivers } from './announced-drivers.js';
import { fingerprintsOf } from './credential-fingerprints.js';
import { withoutSecrets } from './redact.js';
import { keysNeeded, sealDesign } from './seal-design.js';
import { unkeepableValues } from './unusable-values.js';

/** What came of submitting documents: a design that is kept, or only what is wrong with them. */
export type Ingested =
  | { readonly ok: true; readonly design: DesignRow; readonly nodeNames: string[] }
  | { readonly ok: false; readonly findings: Finding[] };

export interface Submission {
  readonly documents: readonly SourceDocument[];
  /** Found while the documents were read. */
  readonly findings: readonly Finding[];
  readonly by: string;
}

interface Checked {
  /** What the submitted documents stand for. */
  readonly documents: readonly SourceDocument[];
  readonly findings: Finding[];
  /** null when there are findings of level error. */
  readonly design: EffectiveDesign | null;
}

/** Takes site designs in: compiled, checked, sealed, kept. A design with errors is not kept. */
export class DesignIngest {
  constructor(
    private readonly designs: DesignStore,
    private readonly announcements: AnnouncementStore,
    private readonly hmac: SecretHmac,
  ) {}

  /** Only checks. */
  async check(submission: Omit<Submission, 'by'>): Promise<Pick<Checked, 'design' | 'findings'>> {
    const { design, findings } = await this.checked(submission);
    return { design, findings };
  }

  async ingest(submission: Submission): Promise<Ingested> {
    const { design, findings, documents: rendered } = await this.checked(submission);
    if (!design) return { ok: false, findings };
    const documents = rendered.map((document) => withoutSecrets(document, this.hmac));
    const digest = this.hmac.ofText(canonicalSet(documents));
    const sealed = await sealDesign(design, await this.announced());
    const row = await this.designs.keep({
      id: derivedId('design', digest),
      digest,
      documents,
      findings,
      sealed,
      sealedWith: keysNeeded(sealed),
      fingerprints: fingerprintsOf(design, this.hmac),
      by: submission.by,
    });
    return { ok: true, design: row, nodeNames: Object.keys(design.nodes) };
  }

  private async checked(submission: Omit<Submission, 'by'>): Promise<Checked> {
    const { documents, findings: renderFindings } = renderManifests(submission.documents);
    const compiled = compileDesign(documents, announcedDrivers(await this.announced()));
    const findings = [...submission.findings, ...renderFindings, ...unkeepableValues(documents), ...compiled.findings];
    return { documents, findings, design: hasErrors(findings) ? null : compiled.design };
  }

  private async announced() {
    return new Map((await this.announcements.all()).map(({ service, body }) => [service, body]));
  }
}

/** A set of documents as one text, whatever the order that they came in. */
const canonicalSet = (documents: readonly JsonObject[]): string => documents.map(canonicalJson).sort().join('\n');
