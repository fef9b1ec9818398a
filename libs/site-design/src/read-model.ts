import type { SourceDocument } from './documents/source-document.js';
import { inheritAll, inheritance } from './inheritance/inherit.js';
import { toFinding, type Problem, type RuleName } from './rules/rule.js';
import { shape, shapeProblems } from './rules/shape.js';
import { isKind, kinds, type DataOf, type Kind } from './schemas/kinds.js';
import type { Authored, SiteModel } from './site-model.js';
import type { Finding } from './finding.js';

const kindKnown: RuleName = { id: 'DD0004', aliases: ['DD000'], title: 'Known kind of document' };
const name: RuleName = { id: 'DD0006', aliases: ['DD000'], title: 'Names of documents' };

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** Sorts the documents by kind, checks the shape of each and lets nodes inherit. What is wrong is a finding; the rest is still a model. */
export function readModel(documents: readonly SourceDocument[]): { model: SiteModel; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (rule: RuleName, problems: readonly Problem[]): void => {
    for (const problem of problems) findings.push(toFinding(rule, problem));
  };
  const byKind = new Map<Kind, SourceDocument[]>();
  for (const document of documents) {
    const kind = kindOf(document);
    if (kind === 'foreign') continue;
    if (typeof kind === 'object') report(kindKnown, [kind]);
    else {
      const ofKind = byKind.get(kind) ?? [];
      if (ofKind.length === 0) byKind.set(kind, ofKind);
      ofKind.push(document);
    }
  }
  return { model: assemble(byKind, report), findings };
}

type Report = (rule: RuleName, problems: readonly Problem[]) => void;

function assemble(byKind: ReadonlyMap<Kind, readonly SourceDocument[]>, report: Report): SiteModel {
  const written = new Map([...byKind].map(([kind, documents]) => [kind, new Set(documents.map((each) => each.name))]));
  const isWritten: SiteModel['isWritten'] = (kind, of) => written.get(kind)?.has(of) ?? false;
  const table = <K extends Kind>(kind: K) => tableOf(kind, byKind.get(kind) ?? [], report);
  const hostProfiles = table('HostProfile');
  const { nodes, problems } = inheritAll(table('BaremetalNode'), hostProfiles, isWritten);
  report(inheritance, problems);
  return {
    region: [...table('Region').values()].at(-1) ?? null,
    racks: table('Rack'),
    networks: table('Network'),
    links: table('NetworkLink'),
    hardwareProfiles: table('HardwareProfile'),
    hostProfiles,
    bootActions: table('BootAction'),
    nodes,
    documents: byKind,
    isWritten,
  };
}

/** A kind of Drydock's, `foreign`, or what is wrong with it. */
function kindOf(document: SourceDocument): Kind | 'foreign' | Problem {
  const [namespace, kind = '', version, ...more] = document.schema.split('/');
  if (namespace !== 'drydock') return 'foreign';
  if (isKind(kind) && version === 'v1' && more.length === 0) return kind;
  return {
    message: `"${document.schema}" is not a kind of document that Drydock knows`,
    advice: `Use drydock/<kind>/v1 with one of: ${Object.keys(kinds).join(', ')}.`,
    at: { document, path: ['schema'] },
  };
}

function tableOf<K extends Kind>(
  kind: K,
  documents: readonly SourceDocument[],
  report: Report,
): ReadonlyMap<string, Authored<DataOf<K>>> {
  const table = new Map<string, Authored<DataOf<K>>>();
  for (const document of documents) {
    if (!namePattern.test(document.name)) {
      report(name, [badName(document)]);
      continue;
    }
    const data: unknown = document.content['data'];
    if (!isShaped(kind, data)) {
      report(shape, shapeProblems(document, kinds[kind].errors ?? []));
    } else if (!table.has(document.name)) table.set(document.name, { name: document.name, document, data });
  }
  return table;
}

const isShaped = <K extends Kind>(kind: K, data: unknown): data is DataOf<K> => kinds[kind](data);

const badName = (document: SourceDocument): Problem => ({
  message: document.name === '' ? 'the document has no metadata.name' : 'the name has characters that no name may have',
  advice: 'A name begins with a letter or digit and has letters, digits, ".", "_" and "-", 253 at most.',
  at: { document, path: ['metadata', 'name'] },
});
