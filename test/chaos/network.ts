import type { ComesBack, Program, Server } from './disturbances.js';
import { TcpProxy } from './tcp-proxy.js';

/** The stretches of network between the programs and their servers. */
export class Network {
  private readonly stretches = new Map<string, TcpProxy>();

  static async open(programs: readonly Program[], ports: Readonly<Record<Server, number>>): Promise<Network> {
    const network = new Network();
    for (const program of programs) {
      network.stretches.set(`${program} postgres`, await TcpProxy.open(ports.postgres));
      // The bootstrapper is an outside system to the services: it does not speak NATS.
      if (program !== 'bootstrapper') network.stretches.set(`${program} nats`, await TcpProxy.open(ports.nats));
    }
    return network;
  }

  between(program: Program, server: Server): TcpProxy {
    const stretch = this.stretches.get(`${program} ${server}`);
    if (!stretch) throw new Error(`${program} does not speak with ${server}.`);
    return stretch;
  }

  cut(whom: readonly Program[], from: Server): void {
    for (const program of whom) this.between(program, from).cut();
  }

  comeBack(whom: readonly Program[], { from, how }: { readonly from: Server; readonly how: ComesBack }): void {
    for (const program of whom) this.between(program, from).comeBack(how);
  }

  async close(): Promise<void> {
    await Promise.all([...this.stretches.values()].map((stretch) => stretch.close()));
  }
}
