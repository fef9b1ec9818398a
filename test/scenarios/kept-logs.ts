import fs from 'node:fs';
import { vi } from 'vitest';

/** What is written to standard error, which is where logs go, and to standard output, from here on. */
export class KeptLogs {
  readonly #lines: Buffer[] = [];
  readonly #putBack: () => void;

  constructor() {
    const { write } = fs;
    const kept = (file: number, text: string | Buffer, ...rest: unknown[]): void => {
      if (file !== 1 && file !== 2) {
        Reflect.apply(write, fs, [file, text, ...rest]);
        return;
      }
      this.#lines.push(Buffer.from(text));
      const told = rest.at(-1);
      if (typeof told === 'function')
        setImmediate(() => void Reflect.apply(told, undefined, [null, Buffer.byteLength(text)]));
    };
    Object.assign(fs, { write: kept });
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        this.#lines.push(Buffer.from(text));
        return true;
      }),
    );
    this.#putBack = () => {
      Object.assign(fs, { write });
      for (const spy of spies) spy.mockRestore();
    };
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#lines);
  }

  putBack(): void {
    this.#putBack();
  }
}
