import { noFaults, type NodeFaults } from '@drydock/simulator';
import { invalid, type Complaint } from './problem.error.js';

/** What is wrong with a switch just now. */
export interface SwitchFaults {
  /** It answers nothing. */
  readonly silent: boolean;
  /** It says that it has set a PVID, and has not. */
  readonly forgetsPvids: boolean;
}

export const noSwitchFaults: SwitchFaults = { silent: false, forgetsPvids: false };

/** The faults of a node, all of them: what is left out is not wrong. Throws a `Problem` that names every wrong field. */
export function nodeFaultsFrom(body: unknown): NodeFaults {
  const reader = new BodyReader(body);
  const deadBmc = reader.take('deadBmc', (value) => {
    if (value === true) return 'refuses';
    if (value === false || value === null) return null;
    return value === 'refuses' || value === 'hangs' ? value : undefined;
  });
  const faults = {
    deadBmc: deadBmc ?? noFaults.deadBmc,
    stuckPower: reader.take('stuckPower', isTrue) ?? noFaults.stuckPower,
    slowPost: reader.take('slowPost', positive) ?? noFaults.slowPost,
    lostImage: reader.take('lostImage', isTrue) ?? noFaults.lostImage,
  };
  reader.end();
  return faults;
}

/** The faults of a switch, all of them: what is left out is not wrong. */
export function switchFaultsFrom(body: unknown): SwitchFaults {
  const reader = new BodyReader(body);
  const faults = {
    silent: reader.take('silent', isTrue) ?? noSwitchFaults.silent,
    forgetsPvids: reader.take('forgetsPvids', isTrue) ?? noSwitchFaults.forgetsPvids,
  };
  reader.end();
  return faults;
}

const isTrue = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= 1000 ? value : undefined;

const wanted: Readonly<Record<string, string>> = {
  deadBmc: 'must be "refuses", "hangs" or null',
  slowPost: 'must be a number from 0 to 1000',
};

/** Takes fields out of a body and remembers what is wrong with them. */
class BodyReader {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #complaints: Complaint[] = [];
  readonly #taken = new Set<string>();

  constructor(body: unknown) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw invalid([{ path: '', message: 'the body must be a JSON object' }]);
    }
    this.#fields = new Map(Object.entries(body));
  }

  take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
    this.#taken.add(name);
    if (!this.#fields.has(name)) return undefined;
    const value = read(this.#fields.get(name));
    if (value === undefined) this.#complaints.push({ path: name, message: wanted[name] ?? 'must be true or false' });
    return value;
  }

  /** Throws what is wrong; a field that nobody took is. */
  end(): void {
    const unknown = [...this.#fields.keys()].filter((name) => !this.#taken.has(name));
    const complaints = [...this.#complaints, ...unknown.map((path) => ({ path, message: 'is not a fault' }))];
    if (complaints.length > 0) throw invalid(complaints);
  }
}
