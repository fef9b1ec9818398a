import { isIPv6 } from 'node:net';
import { createSession, isVarbindError, Version2c, type Session, type Varbind } from 'net-snmp';
import { DriverError } from '@drydock/driver';
import { noAnswer, refused } from './failures.js';
import { objects, writtenTypes, type ObjectName } from './mib.js';
import type { SnmpTarget } from './snmp.settings.js';

/** One instance of an object. Scalars have the index `0`. */
export interface Instance {
  readonly object: ObjectName;
  readonly index: string | number;
}

/** An instance with the value that it is to have. */
export interface Assignment {
  readonly object: keyof typeof writtenTypes;
  readonly index: string | number;
  readonly value: number | string | Buffer;
}

/** A switch that is being spoken to. What it refuses, and its silence, are thrown as a `DriverError`. */
export interface SnmpSession {
  /** The values in the order of the instances; undefined where the switch has none. */
  get(...instances: readonly Instance[]): Promise<unknown[]>;
  /** All values of a column, by their index. */
  walk(column: ObjectName): Promise<Map<string, unknown>>;
  /** All of it or nothing: one PDU. */
  set(...assignments: readonly Assignment[]): Promise<void>;
}

/** More rows than a switch has, for a walk that turns in circles. */
const mostRows = 200_000;
const rowsAtOnce = 25;

/** Speaks to a switch for as long as `work` takes. The socket is closed in any case. */
export async function withSession<T>(
  target: SnmpTarget,
  signal: AbortSignal,
  work: (session: SnmpSession) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const session = createSession(target.address, target.community, {
    version: Version2c,
    port: target.port,
    transport: isIPv6(target.address) ? 'udp6' : 'udp4',
    timeout: target.timeoutMs,
    retries: target.retries,
  });
  // What cannot be read is no answer: the request ends by its timeout.
  session.on('error', () => undefined);
  try {
    return await work(speak({ session, target, signal }));
  } finally {
    session.close();
  }
}

interface Line {
  readonly session: Session;
  readonly target: SnmpTarget;
  readonly signal: AbortSignal;
}

function speak(line: Line): SnmpSession {
  const { session } = line;
  return {
    async get(...instances) {
      const request = `GET ${instances.map(({ object, index }) => `${object}.${index}`).join(' ')}`;
      const oids = instances.map(({ object, index }) => `${objects[object]}.${index}`);
      const varbinds = await answered(line, request, (callback) => session.get(oids, callback));
      return instances.map((_, at) => valueOf(varbinds[at]));
    },

    async walk(column) {
      const found = new Map<string, unknown>();
      const prefix = `${objects[column]}.`;
      const collect = (varbinds: Varbind[]) => {
        for (const varbind of varbinds) found.set(varbind.oid.slice(prefix.length), valueOf(varbind));
        return found.size > mostRows || line.signal.aborted;
      };
      await answered(line, `walk of ${column}`, (callback) =>
        // The declaration of a callback that may end the walk is `true or void`; the program looks for truth.
        session.subtree(objects[column], rowsAtOnce, (varbinds) => (collect(varbinds) ? true : undefined), callback),
      );
      if (found.size > mostRows) throw new DriverError('rejected', `${column} has no end at ${line.target.address}`);
      return found;
    },

    async set(...assignments) {
      const request = `SET ${assignments.map(describe).join(' ')}`;
      const varbinds = assignments.map(({ object, index, value }) => ({
        oid: `${objects[object]}.${index}`,
        type: writtenTypes[object],
        value,
      }));
      await answered(line, request, (callback) => session.set(varbinds, callback));
    },
  };
}

const describe = ({ object, index, value }: Assignment): string =>
  `${object}.${index}=${Buffer.isBuffer(value) ? `0x${value.toString('hex')}` : value}`;

const valueOf = (varbind: Varbind | undefined): unknown =>
  varbind === undefined || isVarbindError(varbind) ? undefined : varbind.value;

type Callback = (error: Error | null, varbinds?: Varbind[]) => void;

/** The answer to one request, its refusal, or the end of waiting for it: by its own limit, or by the signal. */
function answered(
  { target, signal }: Line,
  request: string,
  ask: (callback: Callback) => unknown,
): Promise<readonly Varbind[]> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(signal, request));
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    ask((error, varbinds = []) => {
      signal.removeEventListener('abort', stop);
      if (error === null || error === undefined) resolve(varbinds);
      else reject(refused(error, request, target) ?? noAnswer(error, request, target));
    });
  });
}

const stopped = (signal: AbortSignal, request: string): DriverError =>
  new DriverError('timed-out', `stopped at ${request}`, { evidence: [request], cause: signal.reason });
