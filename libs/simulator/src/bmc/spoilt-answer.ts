import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { RedfishAnswer } from './endpoint.js';
import type { RedfishRequest } from './redfish-service.js';

/** How an answer is spoilt on its way out. */
export type Spoiling =
  | { readonly how: 'html' | 'binary'; readonly status: number | null }
  | { readonly how: 'reset' | 'broken-off' | 'truncated' | 'huge' };

/** An answer to be sent, and what was asked. */
export interface Reply {
  readonly request: RedfishRequest;
  readonly answer: RedfishAnswer;
}

/** Sends an answer as a sound BMC does. */
export function sendSound(response: ServerResponse, { request, answer }: Reply): void {
  response.writeHead(answer.status, headersOf(answer));
  response.end(request.method === 'HEAD' ? undefined : textOf(answer));
}

/** Sends what is left of an answer. Resolves when nothing more is sent. */
export async function sendSpoilt(response: ServerResponse, reply: Reply, spoiling: Spoiling): Promise<void> {
  const { answer, request } = reply;
  const text = textOf(answer) ?? '{"@odata.id":"/redfish/v1"}';
  const half = text.slice(0, text.length / 2);
  // Nothing can be spoilt where there is no content.
  const status = answer.status === 204 ? 200 : answer.status;
  switch (spoiling.how) {
    case 'html':
      response.writeHead(spoiling.status ?? status, { 'content-type': 'text/html' }).end(pageOf(request));
      return;
    case 'binary':
      response
        .writeHead(spoiling.status ?? status, { 'content-type': 'application/octet-stream' })
        .end(randomBytes(2_000));
      return;
    case 'reset':
      resetConnection(response);
      return;
    case 'broken-off':
      response.writeHead(status, {
        ...headersOf(answer),
        'content-length': Buffer.byteLength(text),
      });
      await new Promise<void>((resolve) => response.write(half, () => resolve()));
      // In order, since a reset could overtake what was sent.
      response.destroy();
      return;
    case 'truncated':
      response.writeHead(status, headersOf(answer)).end(half);
      return;
    case 'huge':
      response.writeHead(status, headersOf(answer));
      await sendForever(response);
  }
}

/** The client sees ECONNRESET, not an orderly end. */
export const resetConnection = ({ socket }: ServerResponse): void => {
  socket?.resetAndDestroy();
};

const headersOf = (answer: RedfishAnswer) => ({
  'odata-version': '4.0',
  'cache-control': 'no-cache',
  ...(answer.body && { 'content-type': 'application/json; charset=utf-8' }),
  ...answer.headers,
});

const textOf = ({ body }: RedfishAnswer): string | undefined => body && JSON.stringify(body);

/** What web servers say while what is behind them is not up: some repeat all that they were asked. */
function pageOf({ method, url, headers, body }: RedfishRequest): string {
  const asked = Object.entries(headers).map(([name, value]) => `${name}: ${value ?? ''}`);
  const lines = [`${method} ${url}`, ...asked, body].map((line) => line.replaceAll('<', '&lt;'));
  return `<html><body><h1>Bad gateway</h1>\n<pre>${lines.join('\n')}</pre></body></html>\n`;
}

const chunk = `${'"0123456789abcdef",'.repeat(3_000)}\n`;

/** As fast as it is read, until the client goes. */
async function sendForever(response: ServerResponse): Promise<void> {
  const gone = once(response, 'close');
  response.write('{"Members":[');
  while (!response.destroyed) {
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), gone]);
    // Without a rest nobody would hear that the client went.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
