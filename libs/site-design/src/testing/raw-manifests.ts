import { readDocuments } from '../documents/yaml-documents.js';
import { renderManifests } from '../manifests/render-manifests.js';

export const policy =
  'schema: deckhand/LayeringPolicy/v1\nmetadata: {name: policy}\ndata: {layerOrder: [global, type, site]}\n';
export const passphrase = `schema: deckhand/Passphrase/v1\nmetadata: {name: password, storagePolicy: encrypted}\ndata: the-secret\n`;
export const source = `schema: other/Values/v1
metadata: {name: values}
data: {number: 7, text: 'port Eth1/7 of tor1', list: [a, b], object: {x: {y: 1}}, nothing: null}
`;
export const unused = document('unused', 'layeringDefinition: {abstract: true, layer: global}', '{}');

export function document(name: string, metadata: string, data: string): string {
  const lines = metadata === '' ? '' : `\n  ${metadata.replaceAll('\n', '\n  ')}`;
  return `schema: drydock/HostProfile/v1\nmetadata:\n  name: ${name}${lines}\ndata: ${data}\n`;
}

export const parent = (data: string, layer = 'global'): string =>
  document('parent', `labels: {of: parent}\nlayeringDefinition: {abstract: true, layer: ${layer}}`, data);

export const child = (actions: string, data: string, more = ''): string =>
  document(
    'child',
    `layeringDefinition: {layer: site, parentSelector: {of: parent}, actions: ${actions}}${more}`,
    data,
  );

export const filled = (substitution: string, data: string): string =>
  document('child', `layeringDefinition: {layer: site}\nsubstitutions: [${substitution}]`, data);

export const from = (path: string, more = ''): string =>
  `src: {schema: other/Values/v1, name: values, path: ${path}${more}}`;

/** What became of documents: findings in short, and the data of `child`. */
export function render(...texts: readonly string[]) {
  const read = readDocuments(texts.join('---\n'));
  if (read.findings.length > 0) throw new Error(JSON.stringify(read.findings));
  const { documents, findings } = renderManifests(read.documents);
  const found = findings.map(({ rule, level, document: of, path }) => [rule, level, of?.name ?? null, path]);
  return { documents, findings, found, data: documents.find(({ name }) => name === 'child')?.content['data'] };
}
