import { Problem } from '@drydock/service';
import { documentsFromJson, readDocuments, readFiles, type Documents } from '@drydock/site-design';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { filesInArchive } from './design-archive.js';

const unzip = promisify(gunzip);
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
const isTar = (bytes: Buffer): boolean => bytes.toString('latin1', 257, 262) === 'ustar';

/**
 * Reads a design by what it is, whatever it was said to be: YAML, a JSON array of documents, a tar of YAML files, each of
 * them packed with gzip or not. Unpacked it may have `limitBytes`. Throws a `Problem` where it is none of these.
 */
export async function documentsInBytes(bytes: Buffer, limitBytes: number): Promise<Documents> {
  const unpacked = isGzip(bytes) ? await unpack(bytes, limitBytes) : bytes;
  if (isTar(unpacked)) return readFiles(await filesInArchive(unpacked, limitBytes));
  const content = decoded(unpacked);
  return content.trimStart().startsWith('[') ? listIn(content) : readDocuments(content);
}

async function unpack(bytes: Buffer, limitBytes: number): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(`unpacked it is larger than ${limitBytes} bytes`);
    throw unreadable(`what looks like gzip is none: ${messageOf(error)}`);
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('it is neither text in UTF-8 nor a tar');
  }
}

/** Text that begins like a JSON array, which YAML may do too. */
function listIn(content: string): Documents {
  try {
    const values: unknown = JSON.parse(content);
    return documentsFromJson(values);
  } catch {
    return readDocuments(content);
  }
}

const unreadable = (detail: string): Problem => new Problem(400, 'The design cannot be read', detail);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
