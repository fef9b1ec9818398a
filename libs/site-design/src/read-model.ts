import { withBooleans } from './documents/boolean-words.js';
import type { Json, SourceDocument } from './documents/source-document.js';
import { inheritAll, inheritance } from './inheritance/inherit.js';
import { toFinding, type Problem, type RuleName } from './rules/rule.js';
import { fieldsForOthers, shape, shapeProblems } from './rules/shape.js';
import { isKind, kinds, type DataOf, type Kind } from './schemas/kinds.js';
import { remembered } from './remembered.js';
import { distinctValues, type Authored, type SiteModel } from './site-model.js';
import { withUntaggedNetworks } from './untagged-networks.js';
import { keyPath, type Finding } from './finding.js';

const kindKnown: RuleName = { id: 'DD0004', aliases: ['DD000'], title: 'Known kind of document' };
const name: RuleName = { id: 'DD0006', aliases: ['DD000'], title: 'Names of documents' };

const shownSchemas = 8;
const longestSchema = 80;
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** Sorts the documents by kind, checks the shape of each and lets nodes inherit. What is wrong is a finding; the rest is still a model. */
export function readModel(documents: readonly SourceDocument[]): { model: SiteModel; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (rule: RuleName, problems: readonly Problem[]): void => {
    for (const problem of problems) findings.push(toFinding(rule, problem));
  };
  const byKind = new Map<Kind, SourceDocument[]>();
  const foreign: SourceDocument[] = [];
  const known = new Map<string, Kind | 'foreign' | null>();
  for (const document of documents) {
    const kind = remembered(known, document.schema, () => kindOf(document.schema)) ?? unknownKind(document);
    if (kind === 'foreign') {
      foreign.push(document);
      continue;
    }
    if (typeof kind === 'object') report(kindKnown, [kind]);
    else {
      const ofKind = byKind.get(kind) ?? [];
      if (ofKind.length === 0) byKind.set(kind, ofKind);
      ofKind.push(document);
    }
  }
  if (foreign.length > 0) report(kindKnown, [leftAlone(foreign)]);
  return { model: assemble(byKind, report), findings };
}

type Report = (rule: RuleName, problems: readonly Problem[]) => void;

function assemble(byKind: ReadonlyMap<Kind, readonly SourceDocument[]>, report: Report): SiteModel {
  const written = new Map([...byKind].map(([kind, documents]) => [kind, new Set(documents.map((each) => each.name))]));
  const isWritten: SiteModel['isWritten'] = (kind, of) => written.get(kind)?.has(of) ?? false;
  const table = <K extends Kind>(kind: K) => tableOf(kind, byKind.get(kind) ?? [], report);
  const hostProfiles = table('HostProfile');
  const networks = table('Network');
  const { nodes, problems } = inheritAll(table('BaremetalNode'), hostProfiles, isWritten);
  report(inheritance, problems);
  return {
    region: [...table('Region').values()].at(-1) ?? null,
    racks: table('Rack'),
    networks,
    links: withUntaggedNetworks(table('NetworkLink'), networks),
    hardwareProfiles: table('HardwareProfile'),
    hostProfiles,
    bootActions: table('BootAction'),
    nodes,
    distinct: distinctValues(nodes),
    documents: byKind,
    isWritten,
  };
}

/** A kind of Drydock's, or `foreign`; null for one that Drydock does not know. */
function kindOf(schema: string): Kind | 'foreign' | null {
  const [namespace, kind = '', version, ...more] = schema.split('/');
  const isSchema = Boolean(namespace && kind && version) && more.length === 0;
  if (isSchema && namespace !== 'drydock') return 'foreign';
  return isSchema && isKind(kind) && version === 'v1' ? kind : null;
}

const unknownKind = (document: SourceDocument): Problem => ({
  message: `"${document.schema}" is not a kind of document that Drydock knows`,
  advice: `Use drydock/<kind>/v1 with one of: ${Object.keys(kinds).join(', ')}.`,
  at: { document, path: ['schema'] },
});

/** A typo in a schema takes a document out of the design, so what was left out is said. */
function leftAlone(foreign: readonly SourceDocument[]): Problem {
  const schemas = [...new Set(foreign.map(({ schema }) => schema))];
  const shown = schemas.slice(0, shownSchemas).map((schema) => schema.slice(0, longestSchema));
  return {
    level: 'info',
    message: `${foreign.length} documents are not Drydock's and were left alone: ${shown.join(', ')}${schemas.length > shown.length ? ', …' : ''}`,
    advice: 'Nothing is to be done, unless one of them should be: schemas of Drydock begin with drydock/.',
    at: null,
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
    const data = shaped(kind, document.content['data']);
    if (data === null) {
      report(shape, shapeProblems(document, kinds[kind].errors ?? []));
    } else if (!table.has(document.name)) {
      table.set(document.name, { name: document.name, document, data });
      report(shape, fieldsForOthers(document, kinds[kind].schema));
    }
  }
  return table;
}

/** The data of a document where they have the shape of their kind. A word such as yes is a boolean where only that fits. */
function shaped<K extends Kind>(kind: K, data: Json | undefined): DataOf<K> | null {
  if (isShaped(kind, data)) return data;
  const booleans = (kinds[kind].errors ?? []).filter(({ params }) => params['type'] === 'boolean');
  if (data === undefined || booleans.length === 0) return null;
  const meant: unknown = withBooleans(
    data,
    booleans.map(({ instancePath }) => keyPath(instancePath)),
  );
  return meant !== null && isShaped(kind, meant) ? meant : null;
}

const isShaped = <K extends Kind>(kind: K, data: unknown): data is DataOf<K> => kinds[kind](data);

const badName = (document: SourceDocument): Problem => ({
  message: document.name === '' ? 'the document has no metadata.name' : 'the name has characters that no name may have',
  advice: 'A name begins with a letter or digit and has letters, digits, ".", "_" and "-", 253 at most.',
  at: { document, path: ['metadata', 'name'] },
});
