import { invalid, Problem } from '@drydock/service';
import { documentsFromJson, readDocuments, type Documents } from '@drydock/site-design';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';

const unzip = promisify(gunzip);
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Reads the body of a submitted design: YAML text, a JSON array of documents, or a tar of YAML files. */
export async function documentsOf(body: unknown, limitBytes: number): Promise<Documents> {
  if (typeof body === 'string') return readDocuments(body);
  if (Buffer.isBuffer(body)) return readDocuments(await filesOf(body, limitBytes));
  if (Array.isArray(body)) return documentsFromJson(body);
  throw invalid([
    { path: '', message: 'send the documents as application/yaml, as a JSON array, or as application/x-tar' },
  ]);
}

async function filesOf(archive: Buffer, limitBytes: number): Promise<string> {
  try {
    const tar = isGzip(archive) ? await unzip(archive, { maxOutputLength: limitBytes }) : archive;
    const texts: string[] = [];
    for await (const entry of Readable.from([tar]).pipe(extract())) {
      const content = await text(entry);
      if (/\.ya?ml$/.test(entry.header.name)) texts.push(content);
    }
    return texts.join('\n---\n');
  } catch (error) {
    throw new Problem(400, 'The archive cannot be read', error instanceof Error ? error.message : String(error));
  }
}
