import { serviceRootPath } from './login.js';
import type { Connection } from './connection.js';
import { membersOf } from './members.js';
import { pause } from './pause.js';
import { RedfishError, RedfishTransportError } from './redfish.error.js';
import { refusal, retryAfterSeconds } from './refusal.js';
import { resourceOf, saysNo, withoutFragment, type Resource } from './resource.js';
import { tagLadder } from './tags.js';
import { followTask, monitorOf } from './task.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';
import { pathOf, type JsonObject } from './wire.js';

/** How a write was taken. It is a claim: read back what was to change. */
export interface Written {
  readonly status: number;
  /** What became of the task that the BMC started for it, if it did. */
  readonly redfishTask: 'none' | 'completed' | 'running';
  /** Where that task tells how it goes on; null without one. */
  readonly monitor: string | null;
}

export interface PatchOptions {
  /** How the ETag is told. `omit` and `in-body` are for BMCs that stumble over `If-Match`. Default `if-match`. */
  readonly tag?: 'if-match' | 'in-body' | 'omit';
  /** `leave` a job that runs with the next start only. Default `follow`. */
  readonly redfishTask?: 'follow' | 'leave';
}

interface Delivered {
  readonly answer: RedfishAnswer;
  /** Where it was taken, after redirects and corrections. */
  readonly request: RedfishRequest;
}

const maximumRedirects = 3;
const mostRepeats = 3;
const longestRepeatSeconds = 2;

/** Speaks Redfish with one BMC. Every refusal is a `RedfishError`, everything else a `RedfishTransportError`. */
export class RedfishClient {
  readonly #connection: () => Connection;
  readonly #signal: AbortSignal;

  constructor(connection: () => Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** The service root. */
  async root(): Promise<Resource> {
    const body = await this.#connection().root(this.#signal);
    return resourceOf(serviceRootPath, { status: 200, headers: {}, body });
  }

  async get(path: string, { socket }: Pick<RedfishRequest, 'socket'> = {}): Promise<Resource> {
    const { answer, request } = await this.#deliver({ method: 'GET', path: withoutFragment(path), socket });
    if (answer.status !== 200 || saysNo(request, answer)) throw refusal(request, answer);
    return resourceOf(path.replace(withoutFragment(path), request.path), answer);
  }

  /** A resource that not every BMC has: null when there is no link to it or the BMC refuses it. */
  async find(path: string | null): Promise<Resource | null> {
    return path === null ? null : this.#unless(isAbsence, path);
  }

  /**
   * The members of a collection that not every BMC has, by a path, by a reference, or where they stand inline; those that
   * it refuses are left out.
   */
  members(collection: unknown): Promise<Resource[]> {
    return membersOf(collection, (path) => this.find(path));
  }

  /**
   * The members of a collection that must be there. A refusal of any is an error; one that does not exist is left out as
   * long as there are others.
   */
  async requiredMembers(collection: unknown): Promise<Resource[]> {
    const gone: unknown[] = [];
    const isGone = (error: unknown): boolean => {
      const missing = error instanceof RedfishError && [404, 410].includes(error.status);
      if (missing) gone.push(error);
      return missing;
    };
    const members = await membersOf(collection, (path) => this.#unless(isGone, path));
    if (members.length === 0 && gone.length > 0) throw gone[0];
    return members;
  }

  /**
   * Changes a resource. `If-Match` carries the ETag that it was read with; where the BMC says 412 or 428 it is read again
   * and the fresh tag, its strong form, no tag at all and any tag are tried in this order.
   */
  async patch({ path, etag }: Resource, change: JsonObject, options: PatchOptions = {}): Promise<Written> {
    const { tag: telling = 'if-match' } = options;
    const send = (tag: string | null) => {
      const headers: Record<string, string> = tag === null || telling !== 'if-match' ? {} : { 'if-match': tag };
      const body = tag === null || telling !== 'in-body' ? change : { ...change, '@odata.etag': tag };
      return this.#deliver({ method: 'PATCH', path, body, headers });
    };
    let sent = await send(etag);
    if (isPrecondition(sent.answer)) {
      for (const tag of tagLadder((await this.get(path)).etag)) {
        sent = await send(tag);
        if (!isPrecondition(sent.answer)) break;
      }
    }
    return this.#written(sent, options);
  }

  async post(path: string, body: JsonObject, options: Pick<PatchOptions, 'redfishTask'> = {}): Promise<Written> {
    return this.#written(await this.#deliver({ method: 'POST', path, body }), options);
  }

  /** Gives the BMC a moment, 2 s at most. */
  async pause(seconds: number): Promise<void> {
    try {
      await pause(seconds, this.#signal);
    } catch (cause) {
      throw new RedfishTransportError('stopped', 'stopped', { method: 'wait', path: '', sent: false, cause });
    }
  }

  async #unless(nothing: (error: unknown) => boolean, path: string): Promise<Resource | null> {
    try {
      return await this.get(path);
    } catch (error) {
      if (nothing(error)) return null;
      throw error;
    }
  }

  /**
   * Sends a request, and once more where the BMC merely knows the path by another spelling: redirects to itself are
   * followed with the same method, a slash at the end is added or taken away.
   */
  async #deliver(first: RedfishRequest): Promise<Delivered> {
    let request = first;
    let respelt = first.path.includes('?');
    for (let hop = 0; ; hop += 1) {
      const answer = await this.#patiently(request);
      const next = hop < maximumRedirects ? this.#redirected(request, answer) : null;
      if (next !== null) request = { ...request, path: next };
      else if (answer.status === 404 && !respelt) {
        respelt = true;
        const again = { ...request, path: request.path.endsWith('/') ? request.path.slice(0, -1) : `${request.path}/` };
        const other = await this.#send(again);
        return other.status === 404 ? { answer, request } : { answer: other, request: again };
      } else if (answer.status === 406 && request.headers?.['accept-encoding'] === undefined) {
        request = { ...request, headers: { ...request.headers, 'accept-encoding': 'gzip' } };
      } else return { answer, request };
    }
  }

  /** A redirect is followed only where the password may go: to the same BMC, and with a write only where it stays one. */
  #redirected({ method }: RedfishRequest, { status, headers }: RedfishAnswer): string | null {
    const followed = method === 'GET' ? [301, 302, 303, 307, 308] : [307, 308];
    const location = headers.location;
    if (location === undefined || !followed.includes(status)) return null;
    const base = this.#connection().origin;
    if (!URL.canParse(location, base)) return null;
    return new URL(location, base).origin === base ? pathOf(new URL(location, base).href) : null;
  }

  /** What only reads is asked again soon where the BMC is busy for a moment; what takes longer is the caller's to wait for. */
  async #patiently(request: RedfishRequest): Promise<RedfishAnswer> {
    for (let again = 0; ; again += 1) {
      const answer = await this.#send(request);
      const seconds = retryAfterSeconds(answer.headers) ?? 0.5;
      const passes = request.method === 'GET' && [429, 502, 503, 504].includes(answer.status);
      if (!passes || again === mostRepeats || seconds > longestRepeatSeconds) return answer;
      await this.pause(seconds);
    }
  }

  async #send(request: RedfishRequest): Promise<RedfishAnswer> {
    try {
      return await this.#connection().exchange(request, this.#signal);
    } catch (error) {
      // A kept connection that the BMC closed just now: asking once more is harmless for what only reads.
      const mayRepeat = request.method === 'GET' && error instanceof RedfishTransportError && error.method === 'GET';
      if (!mayRepeat || error.fault !== 'unreachable' || !error.sent) throw error;
      return this.#connection().exchange(request, this.#signal);
    }
  }

  async #written({ request, answer }: Delivered, { redfishTask = 'follow' }: PatchOptions): Promise<Written> {
    if (answer.status >= 300 || saysNo(request, answer)) throw refusal(request, answer);
    const monitor = monitorOf(answer);
    if (answer.status !== 202 || monitor === null) return { status: answer.status, redfishTask: 'none', monitor: null };
    if (redfishTask === 'leave') return { status: 202, redfishTask: 'running', monitor };
    const look = (path: string) => this.#send({ method: 'GET', path }).catch(unlessStopped);
    const following = followTask(monitor, answer, { look, wait: (seconds) => this.pause(seconds) });
    return { status: 202, redfishTask: await following.catch(asStoppedAt(request)), monitor };
  }
}

/** What is missing here, not allowed here, unreadable or broken here for good; 401 and 503 say something else. */
const isAbsence = (error: unknown): boolean =>
  error instanceof RedfishError
    ? [200, 400, 403, 404, 405, 406, 410, 500, 501].includes(error.status)
    : error instanceof RedfishTransportError && (error.fault === 'unintelligible' || error.fault === 'no-http');

function unlessStopped(error: unknown): null {
  if (error instanceof RedfishTransportError && error.fault !== 'stopped') return null;
  throw error;
}

/** A task goes on when nobody follows it any more: what was stopped is the request that it was started by. */
const asStoppedAt =
  ({ method, path }: RedfishRequest) =>
  (error: unknown): never => {
    if (!(error instanceof RedfishTransportError)) throw error;
    throw new RedfishTransportError(error.fault, 'stopped while its task goes on', {
      ...{ method, path, sent: true },
      cause: error,
    });
  };

const isPrecondition = ({ status }: RedfishAnswer): boolean => status === 412 || status === 428;
