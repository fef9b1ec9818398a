import { followPxeDevice } from './bios-attributes.js';
import { paths, type BmcState, type Endpoint, type RedfishAnswer, type Tree } from './endpoint.js';
import { checkTag, tagged } from './etags.js';
import { isObject } from './json.js';
import * as refused from './redfish-refusal.error.js';
import { serviceRoot } from './resources/service-root.js';
import { sessionAt, sessionService } from './resources/session-service.js';
import { surroundings } from './resources/surroundings.js';
import { systemResources } from './resources/system.js';
import { acceptedAs, taskAt } from './resources/tasks.js';
import { Tasks } from './tasks.js';
import { onWire } from './wire-shape.js';

export interface RedfishRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

type Method = 'GET' | 'PATCH' | 'POST' | 'DELETE';

/** Answers requests as a Redfish service (DSP0266) does; knows nothing of sockets. */
export class RedfishService {
  readonly #bmc: BmcState;
  #tree: Tree | undefined;
  readonly #forget: () => void;

  constructor(bmc: Omit<BmcState, 'tasks'>) {
    this.#bmc = { ...bmc, tasks: new Tasks() };
    this.#forget = followPxeDevice(this.#bmc);
  }

  /** Lets go of the node. */
  close(): void {
    this.#forget();
  }

  answer(request: RedfishRequest): RedfishAnswer {
    const { deviations } = this.#bmc.personality;
    try {
      const answer = this.#answer(request);
      return answer.body === undefined ? answer : { ...answer, body: onWire(deviations, answer.body) };
    } catch (error) {
      if (!(error instanceof refused.RedfishRefusal)) throw error;
      const disguised = deviations.refusalStatus === 200 && error.status === 400;
      return { status: disguised ? 200 : error.status, body: error.body, headers: error.headers };
    }
  }

  #answer(request: RedfishRequest): RedfishAnswer {
    const { pathname, searchParams } = new URL(request.url, 'http://bmc');
    const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
    const method = methodOf(request.method);
    const endpoint = this.#endpointAt(path);
    const isOpen = endpoint?.open !== undefined && endpoint.open === method;
    if (!isOpen && !this.#isLoggedIn(request.headers)) throw refused.unauthorized();
    if (endpoint === undefined) throw refused.notFound(pathname);
    const query = [...searchParams.keys()].find((key) => key.startsWith('$'));
    if (query !== undefined) throw refused.queryNotSupported(query);
    switch (method) {
      case 'GET':
        return this.#read(endpoint, request);
      case 'PATCH':
        return this.#patch(endpoint, request);
      case 'POST':
        if (endpoint.post === undefined) throw notAllowed(endpoint, request);
        return endpoint.post(bodyOf(request));
      case 'DELETE':
        if (endpoint.delete === undefined) throw notAllowed(endpoint, request);
        endpoint.delete();
        return { status: 204 };
      case undefined:
        throw notAllowed(endpoint, request);
    }
  }

  #endpointAt(path: string): Endpoint | undefined {
    const bmc = this.#bmc;
    // Made when first asked for: thousands of BMCs start and most are not asked for long.
    this.#tree ??= {
      ...serviceRoot(bmc),
      ...sessionService(bmc),
      ...systemResources(bmc),
      ...surroundings(bmc),
    };
    if (Object.hasOwn(this.#tree, path)) return this.#tree[path];
    if (path.startsWith(`${paths.tasks}/`)) return taskAt(bmc, path);
    return path.startsWith(`${paths.sessions}/`) ? sessionAt(bmc, path) : undefined;
  }

  #isLoggedIn(headers: RedfishRequest['headers']): boolean {
    const { sessions, personality } = this.#bmc;
    const token = headers['x-auth-token'];
    if (token !== undefined) return sessions.isOpen(token);
    const basic = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (basic === undefined || personality.deviations.login === 'session-only') return false;
    const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
    return username !== undefined && password !== undefined && sessions.isAccount(username, password);
  }

  #read(endpoint: Endpoint, request: RedfishRequest): RedfishAnswer {
    if (endpoint.read === undefined) throw notAllowed(endpoint, request);
    const answer = tagged(this.#bmc.personality.deviations, endpoint.read());
    const known = request.headers['if-none-match'];
    const isKnown = known !== undefined && known === answer.headers?.etag;
    return isKnown ? { status: 304, headers: { etag: known } } : answer;
  }

  #patch(endpoint: Endpoint, request: RedfishRequest): RedfishAnswer {
    if (endpoint.patch === undefined || endpoint.read === undefined) throw notAllowed(endpoint, request);
    const { personality, tasks } = this.#bmc;
    checkTag(personality.deviations, request.headers['if-match'], endpoint.read());
    const task = endpoint.patch(bodyOf(request));
    if (task) return acceptedAs(task);
    switch (personality.deviations.changeAnswer) {
      case 'resource':
        return tagged(personality.deviations, endpoint.read());
      case 'nothing':
        return { status: 204 };
      case 'task':
        return acceptedAs(tasks.addShort('Change of settings'));
    }
  }
}

function methodOf(name: string): Method | undefined {
  if (name === 'GET' || name === 'HEAD') return 'GET';
  return name === 'PATCH' || name === 'POST' || name === 'DELETE' ? name : undefined;
}

function notAllowed(endpoint: Endpoint, { method }: RedfishRequest): refused.RedfishRefusal {
  const allowed = [
    ...(endpoint.read ? ['GET', 'HEAD'] : []),
    ...(endpoint.patch ? ['PATCH'] : []),
    ...(endpoint.post ? ['POST'] : []),
    ...(endpoint.delete ? ['DELETE'] : []),
  ];
  return refused.methodNotAllowed(method, allowed.join(', '));
}

function bodyOf({ headers, body }: RedfishRequest): Record<string, unknown> {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) throw refused.unsupportedMediaType();
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw refused.malformedJson();
  }
  if (!isObject(parsed)) throw refused.malformedJson();
  return parsed;
}
