import type { SecretHmac } from '@drydock/service';
import { canonicalJson, type EffectiveDesign, type Finding } from '@drydock/site-design';
import type { AnnouncementStore } from '../persistence/announcement.store.js';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import { derivedId } from '../engine/world.js';
import { Fingerprinter } from './credential-fingerprints.js';
import type { DesignBody } from './design-body.js';
import type { DesignCompiler } from './design-compiler.js';
import type { HandedOver } from './handed-over.js';
import { withoutSecrets } from './redact.js';
import { DesignSealer } from './seal-design.js';
import { allTakenFrom, isDocument, isFinding, isNode, isSite, take, takenFrom, textOf } from './take-over.js';

/** What came of submitting documents: a design that is kept, or only what is wrong with them. */
export type Ingested =
  { readonly ok: true; readonly design: DesignRow } | { readonly ok: false; readonly findings: readonly Finding[] };

interface Parts {
  readonly designs: DesignStore;
  readonly announcements: AnnouncementStore;
  readonly hmac: SecretHmac;
  readonly compiler: DesignCompiler;
}

/** How many nodes are sealed in one turn of the event loop. */
const sealedPerTurn = 8;

/**
 * Takes site designs in: compiled, checked, sealed, kept. A design with errors is not kept. However large it is, the event
 * loop goes on meanwhile: it is compiled in a thread of its own, and what is done here is done in small parts.
 */
export class DesignIngest {
  constructor(private readonly parts: Parts) {}

  /** Only checks. The design is as it was written, with its credentials. */
  async check(body: DesignBody): Promise<{ design: EffectiveDesign | null; findings: readonly Finding[] }> {
    const { design, nodes, findings } = await this.parts.compiler.compile({ body, announced: await this.announced() });
    const all = await allTakenFrom(nodes, isNode);
    return {
      design: design && { ...take(design, isSite), nodes: Object.fromEntries(all.map((node) => [node.name, node])) },
      findings: await allTakenFrom(findings, isFinding),
    };
  }

  async ingest(body: DesignBody, by: string): Promise<Ingested> {
    const announced = await this.announced();
    const compiled = await this.parts.compiler.compile({ body, announced });
    const findings = await allTakenFrom(compiled.findings, isFinding);
    if (!compiled.design) return { ok: false, findings };
    const sealer = new DesignSealer(announced);
    const plain = take(compiled.design, isSite);
    const site = await sealer.site(plain);
    const prints = new Fingerprinter(plain, this.parts.hmac);
    const nodes = await sealed(compiled, sealer, prints);
    const { documents, digest } = await this.redacted(compiled);
    const row = await this.parts.designs.keep({
      ...{ id: derivedId('design', digest), digest, documents, findings, site, nodes, by },
      sealedWith: sealer.sealedWith,
      fingerprints: prints.fingerprints,
    });
    return { ok: true, design: row };
  }

  /** The documents without their secrets, and a digest that is the same for the same set of them, whatever their order. */
  private async redacted(compiled: HandedOver): Promise<{ documents: string; digest: string }> {
    const { hmac } = this.parts;
    const texts: string[] = [];
    for await (const some of takenFrom(compiled.secretDocuments, isDocument)) {
      texts.push(...some.map((document) => canonicalJson(withoutSecrets({ ...document, locate: () => null }, hmac))));
    }
    texts.sort();
    const others = textOf(compiled.documents);
    return {
      documents: `[${[...(others === '' ? [] : [others]), ...texts].join(',')}]`,
      digest: hmac.ofText([compiled.documentsDigest, ...texts].join('\n')),
    };
  }

  private async announced() {
    return new Map((await this.parts.announcements.all()).map(({ service, body }) => [service, body]));
  }
}

/** Lists of nodes as JSON. */
async function sealed(
  { nodes }: HandedOver,
  sealer: DesignSealer,
  prints: Fingerprinter,
): Promise<{ text: string; count: number }[]> {
  const lists: { text: string; count: number }[] = [];
  for await (const some of takenFrom(nodes, isNode)) {
    const ready: string[] = [];
    for (let start = 0; start < some.length; start += sealedPerTurn) {
      const few = await Promise.all(some.slice(start, start + sealedPerTurn).map((node) => sealer.node(node)));
      prints.addNodes(some.slice(start, start + sealedPerTurn));
      ready.push(...few.map((node) => JSON.stringify(node)));
      await new Promise(setImmediate);
    }
    lists.push({ text: `[${ready.join(',')}]`, count: some.length });
  }
  return lists;
}
