import { Problem } from '@drydock/service';
import { isDesignFile, type DesignFile } from '@drydock/site-design';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';

const unzip = promisify(gunzip);
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

interface EntryHeader {
  readonly name: string;
  readonly type?: string | null | undefined;
}

const entriesAtMost = 50_000;

/** The YAML files of a tar, gzip or not. Names are labels only: nothing is written to any file system. Throws a `Problem`. */
export async function filesInArchive(archive: Buffer, limitBytes: number): Promise<DesignFile[]> {
  try {
    const tar = isGzip(archive) ? await unzip(archive, { maxOutputLength: limitBytes }) : archive;
    const files: DesignFile[] = [];
    let entries = 0;
    for await (const entry of Readable.from([tar]).pipe(extract())) {
      entries += 1;
      if (entries > entriesAtMost) throw unreadable(`it has more than ${entriesAtMost} entries`);
      const name = plainName(entry.header);
      const bytes = await buffer(entry);
      if (isDesignFile(name) && isFile(entry.header)) files.push({ name, bytes });
    }
    return files;
  } catch (error) {
    throw error instanceof Problem ? error : unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** A link would leave documents out without a word. */
function isFile({ type, name }: EntryHeader): boolean {
  if (type === 'link' || type === 'symlink')
    throw unreadable(`${JSON.stringify(name)} is a link; put the file itself in`);
  return type !== 'directory';
}

const plainName = ({ name }: EntryHeader): string => name.replace(/^(\.{0,2}\/)+/, '').replaceAll(/\p{Cc}/gu, '?');

const unreadable = (reason: string): Problem => new Problem(400, 'The archive cannot be read', reason);
