import type { SecretHmac } from '@drydock/service';
import {
  canonicalJson,
  compileDesign,
  hasErrors,
  type EffectiveDesign,
  type Finding,
  type JsonObject,
  type SourceDocument,
} from '@drydock/site-design';
import type { AnnouncementStore } from '../persistence/announcement.store.js';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import { derivedId } from '../engine/world.js';
import { fingerprintsOf } from './credential-fingerprints.js';
import { driversMissing } from './announced-drivers.js';
import { withoutSecrets } from './redact.js';
import { keysNeeded, sealDesign } from './seal-design.js';
import { unkeepableValues, unusableAddresses } from './unusable-values.js';

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

/** Takes site designs in: compiled, checked, sealed, kept. A design with errors is not kept. */
export class DesignIngest {
  constructor(
    private readonly designs: DesignStore,
    private readonly announcements: AnnouncementStore,
    private readonly hmac: SecretHmac,
  ) {}

  /** Only checks. */
  async check({
    documents,
    findings,
  }: Omit<Submission, 'by'>): Promise<{ design: EffectiveDesign | null; findings: Finding[] }> {
    const compiled = compileDesign(documents);
    const announced = await this.announced();
    const unusable = compiled.design
      ? [...driversMissing(compiled.design, announced), ...unusableAddresses(compiled.design)]
      : [];
    const all = [...findings, ...unkeepableValues(documents), ...compiled.findings, ...unusable];
    return { design: hasErrors(all) ? null : compiled.design, findings: all };
  }

  async ingest(submission: Submission): Promise<Ingested> {
    const { design, findings } = await this.check(submission);
    if (!design) return { ok: false, findings };
    const documents = submission.documents.map((document) => withoutSecrets(document, this.hmac));
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

  private async announced() {
    return new Map((await this.announcements.all()).map(({ service, body }) => [service, body]));
  }
}

/** A set of documents as one text, whatever the order that they came in. */
const canonicalSet = (documents: readonly JsonObject[]): string => documents.map(canonicalJson).sort().join('\n');
