import { documentsFromJson, readDocuments, unreadableText, type Documents } from '@drydock/site-design';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { DesignBody } from './design-body.js';

const unzip = promisify(gunzip);
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the documents of a body: YAML text, a JSON array, or a tar of YAML files. What cannot be read is a finding. */
export async function readBody({ format, content }: DesignBody, limitBytes: number): Promise<Documents> {
  try {
    if (format === 'archive') return readDocuments(await filesOf(content, limitBytes));
    const text = textOf(content);
    return format === 'json' ? documentsFromJson(JSON.parse(text)) : readDocuments(text);
  } catch (error) {
    return { documents: [], findings: [unreadableText(reasonFor(format, error), null)] };
  }
}

const textOf = (content: Uint8Array | string): string => (typeof content === 'string' ? content : utf8.decode(content));

/** Quotes nothing: what stands in a body may be a secret. */
function reasonFor(format: DesignBody['format'], error: unknown): string {
  if (error instanceof TypeError) return 'the text is not UTF-8';
  return format === 'json' ? 'the body is not JSON' : 'the archive cannot be read, or is too large unpacked';
}

async function filesOf(content: Uint8Array | string, limitBytes: number): Promise<string> {
  const archive = typeof content === 'string' ? Buffer.from(content) : content;
  const tar = isGzip(archive) ? await unzip(archive, { maxOutputLength: limitBytes }) : Buffer.from(archive);
  const texts: string[] = [];
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const bytes = await buffer(entry);
    if (/\.ya?ml$/.test(entry.header.name)) texts.push(textOf(bytes));
  }
  return texts.join('\n---\n');
}
