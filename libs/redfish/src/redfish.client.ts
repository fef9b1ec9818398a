import { refusal, retryAfterSeconds, serviceRootPath, type Connection } from './connection.js';
import { pause } from './pause.js';
import { RedfishError, RedfishTransportError } from './redfish.error.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';
import { at, isObject, linkOf, linksOf, pathOf, textOf, type JsonObject } from './wire.js';

export interface Resource {
  readonly path: string;
  /** What `If-Match` is to carry when it is changed. */
  readonly etag: string | null;
  readonly body: JsonObject;
}

/** How a write was taken. It is a claim: read back what was to change. */
export interface Written {
  readonly status: number;
  /** What became of the task that the BMC started for it, if it did. */
  readonly redfishTask: 'none' | 'completed' | 'running';
}

const maximumRedirects = 3;
const maximumMembers = 1000;
const maximumPages = 50;
/** A task is followed for this many looks, at most 2 s apart; what takes longer is left running. */
const maximumLooks = 10;

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

  async get(path: string): Promise<Resource> {
    let at = path;
    for (let hop = 0; ; hop += 1) {
      const request: RedfishRequest = { method: 'GET', path: at };
      const answer = await this.#send(request);
      const next = answer.status >= 300 && answer.status < 400 ? this.#sameBmc(answer.headers.location) : null;
      if (next !== null && hop < maximumRedirects) at = next;
      else if (answer.status === 200) return resourceOf(path, answer);
      else throw refusal(request, answer);
    }
  }

  /** A resource that not every BMC has: null when there is no link to it or the BMC refuses it. */
  async find(path: string | null): Promise<Resource | null> {
    if (path === null) return null;
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof RedfishError && isAbsence(error)) return null;
      throw error;
    }
  }

  /** The members of a collection that not every BMC has; those that it refuses are left out. */
  members(collectionPath: string | null): Promise<Resource[]> {
    return membersOf(collectionPath, (path) => this.find(path));
  }

  /** The members of a collection that must be there; a refusal of any is an error. */
  requiredMembers(collectionPath: string): Promise<Resource[]> {
    return membersOf(collectionPath, (path) => this.get(path));
  }

  /**
   * Changes a resource. `If-Match` carries the ETag that it was read with; where the BMC says 412 or 428 it is read again
   * and the fresh tag, its strong form and no tag at all are tried in this order.
   */
  async patch({ path, etag }: Resource, change: JsonObject): Promise<Written> {
    const send = (tag: string | null) =>
      this.#send({ method: 'PATCH', path, body: change, headers: tag === null ? {} : { 'if-match': tag } });
    let answer = await send(etag);
    if (isPrecondition(answer)) {
      for (const tag of tagLadder((await this.get(path)).etag)) {
        answer = await send(tag);
        if (!isPrecondition(answer)) break;
      }
    }
    return this.#written({ method: 'PATCH', path }, answer);
  }

  async post(path: string, body: JsonObject): Promise<Written> {
    return this.#written({ method: 'POST', path }, await this.#send({ method: 'POST', path, body }));
  }

  /** Gives the BMC a moment, 2 s at most. */
  async pause(seconds: number): Promise<void> {
    try {
      await pause(seconds, this.#signal);
    } catch (cause) {
      throw new RedfishTransportError('stopped', 'stopped', { method: 'wait', path: '', sent: false, cause });
    }
  }

  async #send(request: RedfishRequest): Promise<RedfishAnswer> {
    try {
      return await this.#connection().exchange(request, this.#signal);
    } catch (error) {
      // A kept connection that the BMC closed just now: asking once more is harmless for what only reads.
      const mayRepeat = request.method === 'GET' && error instanceof RedfishTransportError;
      if (!mayRepeat || error.fault !== 'unreachable' || !error.sent) throw error;
      return this.#connection().exchange(request, this.#signal);
    }
  }

  async #written(request: RedfishRequest, answer: RedfishAnswer): Promise<Written> {
    if (answer.status >= 300) throw refusal(request, answer);
    const monitor = pathOf(answer.headers.location) ?? linkOf(answer.body);
    if (answer.status !== 202 || monitor === null) return { status: answer.status, redfishTask: 'none' };
    return { status: 202, redfishTask: await this.#follow(monitor, answer) };
  }

  async #follow(monitor: string, accepted: RedfishAnswer): Promise<'completed' | 'running'> {
    let waitSeconds = retryAfterSeconds(accepted.headers) ?? 0.5;
    for (let look = 0; look < maximumLooks; look += 1) {
      await this.pause(waitSeconds);
      const request: RedfishRequest = { method: 'GET', path: monitor };
      const answer = await this.#send(request);
      // Monitors are taken away some time after the end.
      if (answer.status === 404 || answer.status === 410) return 'completed';
      if (answer.status >= 300) throw refusal(request, answer);
      const state = textOf(at(answer.body, 'TaskState'));
      if (state !== null && failedStates.has(state)) throw refusal(request, answer);
      if (answer.status !== 202 && (state === null || state === 'Completed')) return 'completed';
      waitSeconds = retryAfterSeconds(answer.headers) ?? 2;
    }
    return 'running';
  }

  /** A redirect is followed only where the password may go: to the same BMC, by path. */
  #sameBmc(location: string | undefined): string | null {
    return location?.startsWith('/') && !location.startsWith('//') ? location : null;
  }
}

const failedStates = new Set(['Exception', 'Killed', 'Cancelled']);

/** What is missing here, not allowed here, or broken here for good; 401, 403 and 503 say something else. */
const isAbsence = ({ status }: RedfishError): boolean => [400, 404, 405, 406, 410, 500, 501].includes(status);

const isPrecondition = ({ status }: RedfishAnswer): boolean => status === 412 || status === 428;

async function membersOf(
  collectionPath: string | null,
  read: (path: string) => Promise<Resource | null>,
): Promise<Resource[]> {
  const paths = new Set<string>();
  for (let page = collectionPath, pages = 0; page !== null && pages < maximumPages; pages += 1) {
    const collection: Resource | null = await read(page);
    for (const path of linksOf(collection?.body.Members)) paths.add(path);
    page = pathOf(collection?.body['Members@odata.nextLink']);
  }
  const members: Resource[] = [];
  for (const path of [...paths].slice(0, maximumMembers)) {
    const member = await read(path);
    if (member !== null) members.push(member);
  }
  return members;
}

function tagLadder(fresh: string | null): (string | null)[] {
  if (fresh === null) return [null];
  return fresh.startsWith('W/') ? [fresh, fresh.slice(2), null] : [fresh, null];
}

function resourceOf(path: string, { status, headers, body }: RedfishAnswer): Resource {
  if (!isObject(body)) {
    const details = { method: 'GET', path, sent: true };
    throw new RedfishTransportError('unintelligible', `${status}, but no resource`, details);
  }
  return { path, etag: headers.etag ?? textOf(body['@odata.etag']), body };
}
