import { invalid } from '@drydock/service';
import type { DesignBody } from '../../designs/design-body.js';

const formats: ReadonlyMap<string, DesignBody['format']> = new Map([
  ...['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'].map((type) => [type, 'yaml'] as const),
  ...['application/x-tar', 'application/gzip', 'application/x-gzip'].map((type) => [type, 'archive'] as const),
  ['application/json', 'json'],
]);

/** Bodies of these types reach a controller as the bytes that they are. */
export const designTypes: readonly string[] = [...formats.keys()];

/** A submitted design: YAML text, a JSON array of documents, or a tar of YAML files. Throws a `Problem` for anything else. */
export function designBodyOf(body: unknown, contentType: string | string[] | undefined): DesignBody {
  const [type = ''] = String(contentType).toLowerCase().split(';');
  const format = formats.get(type.trim());
  if (format !== undefined && Buffer.isBuffer(body)) return { format, content: body };
  throw invalid([
    { path: '', message: 'send the documents as application/yaml, as a JSON array, or as application/x-tar' },
  ]);
}
