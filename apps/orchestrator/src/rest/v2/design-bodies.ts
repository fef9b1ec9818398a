import { invalid } from '@drydock/service';
import { documentsFromJson, readDocuments, readFiles, type Documents } from '@drydock/site-design';
import { filesInArchive } from '../../designs/design-archive.js';

/** Reads the body of a submitted design: YAML text, a JSON array of documents, or a tar of YAML files. */
export async function documentsOf(body: unknown, limitBytes: number): Promise<Documents> {
  if (typeof body === 'string') return readDocuments(body);
  if (Buffer.isBuffer(body)) return readFiles(await filesInArchive(body, limitBytes));
  if (Array.isArray(body)) return documentsFromJson(body);
  throw invalid([
    { path: '', message: 'send the documents as application/yaml, as a JSON array, or as application/x-tar' },
  ]);
}
