import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LabAnswer, LabApi } from './lab-api.js';
import { Problem, tooLarge } from './problem.error.js';

export interface RestServerOptions {
  readonly host: string;
  readonly port: number;
  readonly api: LabApi;
  /** Told of what went wrong in the lab itself. */
  readonly report: (error: unknown) => void;
}

export interface RestServer {
  readonly url: string;
  close(): Promise<void>;
}

const largestBody = 64 * 1024;

/** Serves the lab's REST API. Rejects when the address is taken. */
export async function startRestServer({ host, port, api, report }: RestServerOptions): Promise<RestServer> {
  const server = createServer((request, response) => {
    answer(request, api)
      .catch((error: unknown) => problemFor(error, report))
      .then((reply) => send(response, reply))
      .catch(report);
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`The lab cannot listen on ${host}:${port}.`, { cause });
  }
  const address = server.address();
  return {
    url: `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, api: LabApi): Promise<LabAnswer> {
  const { pathname } = new URL(request.url ?? '/', 'http://lab');
  return api.answer({
    method: request.method ?? 'GET',
    path: decodeURI(pathname),
    authorization: request.headers.authorization,
    body: await bodyOf(request),
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > largestBody) throw tooLarge(largestBody);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function problemFor(error: unknown, report: (error: unknown) => void): LabAnswer {
  if (error instanceof Problem) return { status: error.status, body: error.body };
  if (error instanceof URIError) return problemFor(new Problem(400, 'Bad path', { detail: error.message }), report);
  report(error);
  return problemFor(new Problem(500, 'The lab failed', { detail: 'Its log says how.' }), report);
}

function send(response: ServerResponse, { status, body }: LabAnswer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, body && { 'content-type': `${type}; charset=utf-8` });
  response.end(body && JSON.stringify(body));
}
