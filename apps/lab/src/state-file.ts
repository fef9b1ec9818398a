import type { RacksState } from '@drydock/simulator';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** Disks must not forget much when the lab is killed; of the machine, saving takes a tenth at most. */
const saveAfterMs = 50;
const restPerSave = 9;

/** Reads what the racks were like; undefined when nothing was kept yet. Throws when the file is not one of ours. */
export async function readState(path: string): Promise<RacksState | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new Error(`The state of the lab cannot be read from ${path}.`, { cause });
  }
  const state = parsed(text);
  if (isRacksState(state)) return state;
  throw new Error(`${path} does not hold the state of a lab; delete it to start with new racks.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Looks at what tells this file from another; what is inside was written by the racks themselves. */
const isRacksState = (value: unknown): value is RacksState =>
  isObject(value) &&
  isObject(value.nodes) &&
  isObject(value.switches) &&
  Object.values(value.nodes).every(
    (node) => isObject(node) && ['boot', 'bios', 'disks', 'counters'].every((key) => isObject(node[key])),
  ) &&
  Object.values(value.switches).every((one) => isObject(one) && isObject(one.ports) && isObject(one.vlans)) &&
  // Files of before the BMCs were kept have none.
  (value.bmcs === undefined ||
    (isObject(value.bmcs) &&
      Object.values(value.bmcs).every(
        (one) => isObject(one) && isObject(one.deviations) && typeof one.name === 'string',
      )));

/** Keeps the state of the racks in a file: some time after each change, and never half of it. */
export class StateFile {
  readonly #path: string;
  readonly #state: () => RacksState;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #lastSaveMs = 0;

  constructor(path: string, state: () => RacksState, failed: (error: unknown) => void) {
    this.#path = path;
    this.#state = state;
    this.#failed = failed;
  }

  changed(): void {
    this.#timer ??= setTimeout(
      () => {
        this.save().catch(this.#failed);
      },
      Math.max(saveAfterMs, restPerSave * this.#lastSaveMs),
    );
  }

  /** Writes now. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const saved = this.#saving.then(() => this.#write());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #write(): Promise<void> {
    const begun = performance.now();
    const beside = `${this.#path}.new`;
    // Config drives hold keys.
    await writeFile(beside, JSON.stringify(this.#state()), { mode: 0o600 });
    await rename(beside, this.#path);
    this.#lastSaveMs = performance.now() - begun;
  }
}
