import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Where a text was found, with what stands around it. */
export interface Found {
  readonly place: string;
  readonly as: string;
  readonly around: string;
}

interface Form {
  readonly as: string;
  readonly bytes: Buffer;
}

const shownAround = 48;

/**
 * Looks for a text of letters and digits, as it is (which JSON and URLs leave it) and as base64, hex and UTF-16 have it.
 * What is planted has the text somewhere inside.
 */
export class SecretSearch {
  private readonly forms: readonly Form[];

  constructor(text: string) {
    const hex = Buffer.from(text).toString('hex');
    const form = (as: string, bytes: string | Buffer): Form => ({ as, bytes: Buffer.from(bytes) });
    this.forms = [
      form('plain', text),
      form('utf-16', Buffer.from(text, 'utf16le')),
      form('hex', hex),
      // The same where all of its digits are numbers.
      ...(hex.toUpperCase() === hex ? [] : [form('HEX', hex.toUpperCase())]),
      ...[0, 1, 2].map((offset) => form('base64', base64Inside(text, offset))),
    ];
  }

  in(place: string, content: string | Buffer): Found[] {
    const bytes = Buffer.from(content);
    return this.forms.flatMap(({ as, bytes: looked }) => {
      const at = bytes.indexOf(looked);
      if (at < 0) return [];
      const around = bytes.subarray(Math.max(0, at - shownAround), at + looked.length + shownAround);
      return [{ place, as, around: around.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '·') }];
    });
  }

  /** Every row of every table, each as text. */
  async inDatabase(url: string): Promise<Found[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public'`,
      );
      const found: Found[] = [];
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(`select t::text as row from "${name}" t`);
        found.push(...rows.flatMap(({ row }) => this.in(`table ${name}`, row)));
      }
      return found;
    } finally {
      await client.end();
    }
  }

  /** The bytes of every file. Files that go away meanwhile are none. */
  async inFilesBelow(directory: string): Promise<Found[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const found: Found[] = [];
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      found.push(...this.in(path, await readFile(path).catch(() => '')));
    }
    return found;
  }

  /** The arguments of every process that can be seen. */
  async inProcessArguments(): Promise<Found[]> {
    const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found: Found[] = [];
    for (const id of processes) {
      found.push(...this.in(`arguments of process ${id}`, await readFile(`/proc/${id}/cmdline`).catch(() => '')));
    }
    return found;
  }
}

/**
 * Looks again and again, until the work is done, for a secret in the arguments of all processes, and for a text that
 * stands in the arguments of those which do the work: without it nothing was looked at.
 */
export async function argumentsDuring(
  work: Promise<unknown>,
  { secret, control }: { readonly secret: SecretSearch; readonly control: SecretSearch },
): Promise<{ readonly secrets: readonly Found[]; readonly controls: readonly Found[] }> {
  const [secrets, controls]: [Found[], Found[]] = [[], []];
  const over = new AbortController();
  const done = work.finally(() => over.abort());
  while (!over.signal.aborted) {
    secrets.push(...(await secret.inProcessArguments()));
    controls.push(...(await control.inProcessArguments()));
  }
  await done;
  return { secrets, controls };
}

/** What base64 of a longer text has in it, whatever stands before and after, when it begins at this offset of three. */
function base64Inside(text: string, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
  return padded.slice(offset === 0 ? 0 : 4, Math.floor((offset + text.length) / 3) * 4);
}
