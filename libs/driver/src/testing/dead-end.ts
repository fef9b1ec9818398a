import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { DeadEnd } from './conformance-bench.js';

const host = '127.0.0.1';

/** Opens a port that takes everything and answers nothing for as long as the visit takes. */
export async function visitSilence<T>(visit: (deadEnd: DeadEnd) => Promise<T>): Promise<T> {
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on('error', () => connection.destroy());
  });
  const port = await listening(server);
  const datagrams = createSocket('udp4');
  await bound(datagrams, port);
  try {
    return await visit({ host, port, is: 'silent' });
  } finally {
    for (const connection of connections) connection.destroy();
    datagrams.close();
    await closed(server);
  }
}

/** A port that was free a moment ago: nobody listens there. */
export async function closedPlace(): Promise<DeadEnd> {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return { host, port, is: 'closed' };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server on TCP has no port.');
  return address.port;
}

async function bound(socket: UdpSocket, port: number): Promise<void> {
  socket.bind(port, host);
  await once(socket, 'listening');
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
