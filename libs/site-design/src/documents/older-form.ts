import { nameOf, ownValue, type JsonObject, type SourceDocument } from './source-document.js';

/**
 * Reads the form that Drydock had before Deckhand's: `apiVersion: drydock/v1`, `kind`, `metadata` and `spec`. It becomes
 * the other form; positions are those of what was written. Documents of other programs in it stay as they are, and are
 * foreign: promenade/v1, Kubernetes. null when the content is in neither form.
 */
export function olderForm(content: JsonObject, locate: SourceDocument['locate']): SourceDocument | null {
  const version = ownValue(content, 'apiVersion');
  const kind = ownValue(content, 'kind');
  if (typeof version !== 'string' || typeof kind !== 'string') return null;
  const schema = schemaOf(version, kind);
  const name = nameOf(content);
  if (!schema.startsWith('drydock/')) return { schema, name, content, locate };
  const [metadata, spec] = [ownValue(content, 'metadata'), ownValue(content, 'spec')];
  return {
    schema,
    name,
    content: { schema, ...(metadata !== undefined && { metadata }), ...(spec !== undefined && { data: spec }) },
    locate: (path) => locate(asWritten(path)),
  };
}

/** Kubernetes calls the group of its own that has no name `core`. */
function schemaOf(apiVersion: string, kind: string): string {
  const [group = '', version, ...more] = apiVersion.split('/');
  return version === undefined ? `core/${kind}/${group}` : `${group}/${kind}/${[version, ...more].join('/')}`;
}

function asWritten([first, ...rest]: readonly string[]): string[] {
  if (first === 'schema') return ['kind'];
  return first === undefined ? [] : [first === 'data' ? 'spec' : first, ...rest];
}
