import { invalid } from '@drydock/service';
import type { DesignBody } from '../../designs/design-body.js';

/** Bodies of these types reach the controller as the bytes that they are; what they hold is told from the bytes. */
export const designTypes: readonly string[] = [
  'application/yaml',
  'application/x-yaml',
  'text/yaml',
  'text/x-yaml',
  'application/x-tar',
  'application/gzip',
  'application/x-gzip',
  'application/json',
];

/** A submitted design: YAML text, a JSON array of documents, or a tar of YAML files. Throws a `Problem` for anything else. */
export function designBodyOf(body: unknown): DesignBody {
  if (Buffer.isBuffer(body)) return { content: body };
  throw invalid([
    { path: '', message: 'send the documents as application/yaml, as a JSON array, or as application/x-tar' },
  ]);
}
