import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isObject, textOf, type JsonObject } from '../wire.js';
import { plainTree, systemPath } from './plain-tree.js';

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Text and bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
  /** Ends the connection in the middle of the answer, or before it; or leaves it open without the rest. */
  readonly broken?: 'truncated' | 'reset' | 'endless';
}

type Script = (request: ScriptedRequest) => ScriptedAnswer | undefined;

const account = { username: 'root', password: 'calvin-lab' };
const basic = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;

/**
 * A BMC for specifications: a tree of resources behind a login, that a script may interrupt to deviate in any way. What
 * it was asked is kept in `requests`, its open sessions in `sessions`.
 */
export class ScriptedBmc {
  readonly requests: ScriptedRequest[] = [];
  readonly sessions = new Set<string>();
  /** The most sessions that were open at a time. */
  mostSessions = 0;
  readonly resources: Map<string, JsonObject>;
  /** Looked at before anything else, login included. */
  script: Script = () => undefined;
  /** What a reset does to the power state; by default what it should, at once. */
  reset: (type: string) => void = (type) => this.setPower(/On|Restart|Cycle/.test(type) ? 'On' : 'Off');
  origin = '';
  #server: Server | undefined;
  #created = 0;

  constructor(resources: Readonly<Record<string, JsonObject>> = plainTree()) {
    this.resources = new Map(Object.entries(structuredClone(resources)));
  }

  /** What a client needs to log in. */
  get target() {
    return { origin: this.origin, ...account };
  }

  /** On any port that is free, unless one is named. */
  async start(port = 0): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP port was expected');
    this.#server = server;
    this.origin = `http://127.0.0.1:${address.port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((closed) => this.#server?.close(() => closed()) ?? closed());
  }

  /** How many sockets are open to it. */
  sockets(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (!this.#server) resolve(0);
      else this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  /** Lays changes over a resource, object by object. */
  change(path: string, changes: JsonObject): void {
    this.resources.set(path, merged(this.resources.get(path) ?? {}, changes));
  }

  setPower(state: string | null): void {
    this.change(this.#hostPath, { PowerState: state });
  }

  get power(): unknown {
    return this.resources.get(this.#hostPath)?.PowerState;
  }

  /** The resource with power. */
  get #hostPath(): string {
    const powered = [...this.resources].find(([, body]) => body.PowerState !== undefined);
    return powered?.[0] ?? systemPath;
  }

  /** What was asked, such as `PATCH /redfish/v1/Systems/Host.1`; reads left out. */
  get writes(): string[] {
    return this.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  /** The reset types that were asked for, in order. */
  get resets(): unknown[] {
    return this.requests.filter(({ path }) => path.endsWith('.Reset')).map(({ body }) => body.ResetType);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    const request: ScriptedRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: isObject(body) ? body : {},
    };
    this.requests.push(request);
    send(response, this.script(request) ?? this.#answer(request));
  }

  #answer(request: ScriptedRequest): ScriptedAnswer {
    const { method, path, headers, body } = request;
    if (path === '/redfish/v1/') return this.#read(path);
    if (method === 'POST' && path === '/redfish/v1/SessionService/Sessions') return this.#login(body);
    const token = textOf(headers['x-auth-token']);
    if (!(token !== null && this.sessions.has(token)) && headers.authorization !== basic) return { status: 401 };
    if (method === 'DELETE') return { status: this.sessions.delete(path.split('/').at(-1) ?? '') ? 204 : 404 };
    if (!this.resources.has(path) && !path.endsWith('.Reset')) return { status: 404 };
    if (method === 'GET') return this.#read(path);
    if (method === 'PATCH') this.change(path, body);
    else this.reset(String(body.ResetType));
    return { status: 204 };
  }

  #read(path: string): ScriptedAnswer {
    return { status: 200, body: this.resources.get(path) };
  }

  #login({ UserName, Password }: JsonObject): ScriptedAnswer {
    if (UserName !== account.username || Password !== account.password) return { status: 401 };
    const token = `session-${(this.#created += 1)}`;
    this.sessions.add(token);
    this.mostSessions = Math.max(this.mostSessions, this.sessions.size);
    return {
      status: 201,
      headers: { 'x-auth-token': token, location: `/redfish/v1/SessionService/Sessions/${token}` },
      body: {},
    };
  }
}

function send(response: ServerResponse, { status, headers = {}, body, broken }: ScriptedAnswer): void {
  if (broken === 'reset') {
    response.destroy();
    return;
  }
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const text = isRaw ? body : body === undefined ? '' : JSON.stringify(body);
  const told = Object.entries(headers).filter(([, value]) => value !== undefined);
  response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...Object.fromEntries(told) });
  const half = text.slice(0, Math.floor(text.length / 2));
  if (broken === 'truncated') response.write(half, () => response.destroy());
  else if (broken === 'endless') response.write(half);
  else response.end(text);
}

function merged(base: JsonObject, changes: JsonObject): JsonObject {
  const entries = Object.entries(changes).map(([key, value]) => {
    const below = base[key];
    return [key, isObject(value) && isObject(below) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
