import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program on the PATH that plays another. It keeps its state in a file, and notes how it is called in a second one. */
export class FakeProgram<State, Call> {
  readonly #path = process.env['PATH'];
  readonly #folder: string;
  readonly #stateFile: string;

  /** `script` is run with the folder of these files before the arguments that it is called with. */
  constructor({ name, script, stateFile }: { name: string; script: string; stateFile: string }) {
    this.#folder = mkdtempSync(join(tmpdir(), `drydock-${name}-`));
    this.#stateFile = join(this.#folder, stateFile);
    const [program, module] = [join(this.#folder, name), join(this.#folder, `${name}.mjs`)];
    writeFileSync(module, stripTypeScriptTypes(readFileSync(script, 'utf8')));
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${module}' '${this.#folder}' "$@"\n`);
    chmodSync(program, 0o755);
    process.env['PATH'] = `${this.#folder}:${process.env['PATH']}`;
  }

  close(): void {
    process.env['PATH'] = this.#path;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get state(): State {
    return JSON.parse(readFileSync(this.#stateFile, 'utf8'));
  }

  set state(state: State) {
    writeFileSync(this.#stateFile, JSON.stringify(state));
  }

  /** How it was called, since the last time that this was asked. */
  calls(): Call[] {
    const file = join(this.#folder, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(file);
    return lines.map((line) => JSON.parse(line));
  }
}
