import { once } from 'node:events';
import { createServer } from 'node:http';

export const localDisk = '#!ipxe\niseq ${platform} efi && exit 1 ||\nsanboot --no-describe --drive 0x80 ||\n';

/** A bootstrapper that answers as it is told and remembers what it was asked. */
export class ScriptedBootstrapper {
  /** Boot script by MAC; 404 where there is none. */
  readonly scripts = new Map<string, string>();
  readonly scriptRequests: string[] = [];
  /** The `authorization` of every call home. */
  readonly calls: (string | undefined)[] = [];
  callStatus = 200;
  /** When not null, requests below /slow are answered after it. */
  slow: Promise<void> = Promise.resolve();

  readonly #server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/boot/')) {
      const mac = path.slice('/boot/'.length);
      this.scriptRequests.push(mac);
      const script = this.scripts.get(mac);
      response.writeHead(script === undefined ? 404 : 200, { 'content-type': 'text/plain' });
      response.end(script);
    } else if (path === '/phone-home') {
      this.calls.push(request.headers.authorization);
      response.writeHead(this.callStatus).end();
    } else {
      void this.slow.then(() => response.end('slow'));
    }
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  agentScript(token = 'token-1'): string {
    return `#!ipxe\nkernel ${this.url}/agent/kernel initrd=initrd drydock.url=${this.url} drydock.token=${token} quiet\nboot\n`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
