import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ComesBack } from './disturbances.js';

/** A server's TCP probes connections that are silent; here the proxy's own TCP would answer them. */
const serverNoticesAfterMs = 30_000;

/** A stretch of network between one process and one server. Cut, it carries nothing and says nothing: no end, no reset. */
export class TcpProxy {
  readonly #connections = new Set<Connection>();
  readonly #server: Server;
  readonly #port: number;
  #isCut = false;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port.');
    this.#port = address.port;
    server.on('connection', (near) => this.#take(new Connection(near, targetPort)));
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, targetPort);
  }

  /** The URL of the server, by way of this proxy. */
  inFrontOf(url: string): string {
    const through = new URL(url);
    through.port = String(this.#port);
    return through.href;
  }

  cut(): void {
    this.#isCut = true;
    for (const connection of this.#connections) connection.hold();
  }

  comeBack(how: ComesBack): void {
    this.#isCut = false;
    for (const connection of this.#connections) {
      if (how === 'resumed') connection.carry();
      else if (how === 'reset') connection.reset();
      else connection.forget();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const connection of this.#connections) connection.reset();
    await once(this.#server, 'close');
  }

  #take(connection: Connection): void {
    this.#connections.add(connection);
    connection.onClose(() => this.#connections.delete(connection));
    if (!this.#isCut) connection.carry();
  }
}

/** Two sockets and what goes between them, or does not. */
class Connection {
  readonly #near: Socket;
  readonly #targetPort: number;
  #far: Socket | undefined;
  #isCarrying = false;
  #hasLostAnEnd = false;

  constructor(near: Socket, targetPort: number) {
    this.#near = near;
    this.#targetPort = targetPort;
    this.#watch(near);
  }

  carry(): void {
    this.#isCarrying = true;
    if (this.#hasLostAnEnd) {
      this.reset();
      return;
    }
    this.#far ??= this.#watch(connect({ port: this.#targetPort, host: '127.0.0.1' }));
    this.#near.pipe(this.#far);
    this.#far.pipe(this.#near);
  }

  hold(): void {
    this.#isCarrying = false;
    this.#near.unpipe();
    this.#far?.unpipe();
    this.#near.pause();
    this.#far?.pause();
  }

  reset(): void {
    this.#isCarrying = true;
    this.#near.resetAndDestroy();
    this.#far?.resetAndDestroy();
  }

  /** Nothing is ever carried again; the program at the near end finds out by itself, or never. */
  forget(): void {
    setTimeout(() => this.#far?.resetAndDestroy(), serverNoticesAfterMs).unref();
  }

  onClose(told: () => void): void {
    this.#near.once('close', told);
  }

  #watch(socket: Socket): Socket {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#hasLostAnEnd = true;
      // While cut, the other end must not learn of it.
      if (this.#isCarrying) this.reset();
    });
    return socket;
  }
}
