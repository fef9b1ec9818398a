import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';

const connections = new RedfishConnections();
const { signal } = new AbortController();
let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  await connections.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((closed) => server?.close(closed));
});

const json = '{"Name":"Größe"}';
const length = Buffer.byteLength(json);
const packed = gzipSync(json);

interface Written {
  readonly lines: readonly string[];
  readonly body: string | Buffer;
  /** That the server hangs up is how the end of the answer is told. */
  readonly hangsUp?: true;
}

/** The service root of a server that writes its answers byte by byte like this. */
async function rootOf({ lines, body, hangsUp }: Written): Promise<unknown> {
  const answer = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
  server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.on('data', () => (hangsUp ? socket.end(answer) : socket.write(answer)));
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const target = { origin: `http://127.0.0.1:${port}`, username: 'root', password: 'calvin-lab' };
  return (await connections.client(target, signal).root()).body;
}

describe('an answer', () => {
  it.each<[string, Written]>([
    ['of HTTP 1.0, ended by hanging up', { lines: ['HTTP/1.0 200 OK'], body: json, hangsUp: true }],
    ['of HTTP 1.1, ended by hanging up', { lines: ['HTTP/1.1 200 OK'], body: json, hangsUp: true }],
    ['without a reason', { lines: ['HTTP/1.1 200', `Content-Length: ${length}`], body: json }],
    ['with a line too many', { lines: ['HTTP/1.1 200 OK', `Content-Length: ${length}`], body: `${json}\r\n` }],
    [
      'in chunks',
      {
        lines: ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
        body: `${length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
      },
    ],
    [
      'packed without being asked for',
      { lines: ['HTTP/1.1 200 OK', 'Content-Encoding: GZIP', `Content-Length: ${packed.byteLength}`], body: packed },
    ],
    [
      'with other letters in its headers',
      { lines: ['HTTP/1.1 200 OK', 'Server: Größe', `Content-Length: ${length}`], body: json },
    ],
    [
      'with a mark of its byte order',
      { lines: ['HTTP/1.1 200 OK', `Content-Length: ${length + 3}`], body: `\uFEFF${json}` },
    ],
  ])('is read: %s', async (_, written) => {
    await expect(rootOf(written)).resolves.toEqual({ Name: 'Größe' });
  });

  it('is read with what fills unused fields of hardware: characters that JSON forbids', async () => {
    const body = '{"AssetTag":"a\tb\0\u0001","Id":"1"}\0';
    const lines = ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`];
    await expect(rootOf({ lines, body })).resolves.toEqual({ AssetTag: 'a b ', Id: '1' });
  });

  it.each<[string, Written, string]>([
    [
      'with a name that ends in a blank',
      { lines: ['HTTP/1.1 200 OK', 'Server : x', 'Content-Length: 2'], body: '{}' },
      'Invalid header token',
    ],
    [
      'with two ends',
      { lines: ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Content-Length: 2'], body: '{}' },
      "Content-Length can't be present with Transfer-Encoding",
    ],
    [
      'with two ends, the other way round',
      { lines: ['HTTP/1.1 200 OK', 'Content-Length: 2', 'Transfer-Encoding: chunked'], body: '{}' },
      'its headers contradict each other about its length',
    ],
    [
      'with its length twice',
      { lines: ['HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 2'], body: '{}' },
      'its headers contradict each other about its length',
    ],
    [
      'with lines that end in half',
      { lines: ['HTTP/1.1 200 OK\nContent-Length: 2'], body: '{}' },
      'Missing expected CR after response line',
    ],
    [
      'with half an end behind a header',
      { lines: ['HTTP/1.1 200 OK', 'Server: x\nContent-Length: 2'], body: '{}' },
      'Missing expected CR after header value',
    ],
    ['of another protocol', { lines: ['SSH-2.0-OpenSSH_9.2'], body: '' }, 'Expected HTTP/, RTSP/ or ICE/'],
  ])('is none that counts: %s', async (_, written, why) => {
    await expect(rootOf(written)).rejects.toMatchObject({
      fault: 'no-http',
      sent: true,
      message: `GET /redfish/v1/ → no valid HTTP: ${why}`,
    });
  });

  it.each<[string, Written]>([
    [
      'whose length was told',
      { lines: ['HTTP/1.1 200 OK', 'Connection: close', 'Content-Length: 9'], body: '{}', hangsUp: true },
    ],
    [
      'in chunks',
      {
        lines: ['HTTP/1.1 200 OK', 'Connection: close', 'Transfer-Encoding: chunked'],
        body: '2\r\n{}\r\n',
        hangsUp: true,
      },
    ],
  ])('that ends in the middle is a broken connection: %s', async (_, written) => {
    await expect(rootOf(written)).rejects.toMatchObject({ fault: 'unreachable', sent: true });
  });

  it('with more headers than are read is too large', async () => {
    const lines = ['HTTP/1.1 200 OK', `Server: ${'x'.repeat(40_000)}`, 'Content-Length: 2'];
    await expect(rootOf({ lines, body: '{}' })).rejects.toMatchObject({ fault: 'too-large', sent: true });
  });
});
