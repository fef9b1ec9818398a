import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Where the lines of everything that is started go: one file each, and standard error when that is asked for. */
export class Logs {
  private readonly files = new Map<string, WriteStream>();

  constructor(
    private readonly directory: string,
    private readonly echo: (line: string) => void,
  ) {}

  /** Takes lines of the one with this name. */
  of(name: string): (line: string) => void {
    const file = this.files.get(name) ?? this.open(name);
    return (line) => {
      file.write(`${line}\n`);
      this.echo(`${name}: ${line}`);
    };
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) file.end();
    await Promise.allSettled([...this.files.values()].map((file) => finished(file)));
  }

  private open(name: string): WriteStream {
    const path = join(this.directory, `${name}.log`);
    keepSmall(path);
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    // A full disk must not stop what still runs.
    file.on('error', (error) => this.echo(`${path}: ${error.message}`));
    this.files.set(name, file);
    return file;
  }
}

const largestBytes = 20 * 1024 * 1024;

/** At most one older file is kept. */
function keepSmall(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestBytes) renameSync(path, `${path}.1`);
}
