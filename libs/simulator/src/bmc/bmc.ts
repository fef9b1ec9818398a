import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SimulatedNode } from '../node/simulated-node.js';
import type { RedfishAnswer } from './endpoint.js';
import { plainPersonality, type Personality } from './personality.js';
import * as refused from './redfish-refusal.error.js';
import { RedfishService, type RedfishRequest } from './redfish-service.js';
import { Sessions, type Credential } from './sessions.js';
import { ShownPower } from './shown-power.js';
import { resetConnection, sendSound, sendSpoilt } from './spoilt-answer.js';
import { WireFaults } from './wire-faults.js';

export interface BmcOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Its one account. */
  readonly credential: Credential;
  readonly node: SimulatedNode;
  readonly personality?: Personality;
  /** Whether the link of the interface with this MAC is up; without it, links are up while the node is on. */
  readonly linkUp?: (mac: string) => boolean;
  /** How long it takes to answer, in simulated milliseconds. */
  readonly latencyMs?: number;
}

export interface RunningBmc {
  /** `http://host:port` or `ipmi://host:port`, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

export interface RunningRedfishBmc extends RunningBmc {
  personality(): Personality;
  /** Presents its node otherwise from now on, as another BMC would in its place: sessions and tasks are gone. */
  become(personality: Personality): void;
}

const largestBody = 256 * 1024;

/** Serves Redfish for a node over plain HTTP. Rejects when the address is taken. */
export async function startBmc(options: BmcOptions): Promise<RunningRedfishBmc> {
  const { host, node, personality = plainPersonality, latencyMs = 10 } = options;
  const linkUp = options.linkUp ?? (() => node.power === 'On');
  const present = (as: Personality) => {
    const sessions = new Sessions(options.credential, { ...as, now: () => node.time.now() });
    const service = new RedfishService({ node, personality: as, sessions, linkUp });
    return { as, sessions, service, faults: new WireFaults(node, sessions) };
  };
  let shown = present(personality);
  const power = new ShownPower(node);
  const answer = (asked: RedfishRequest): RedfishAnswer => {
    const given = shown.service.answer(asked);
    node.counters.mostSessions = Math.max(node.counters.mostSessions, shown.sessions.list().length);
    return power.in(given);
  };
  const closing = new AbortController();
  // Its own clock looks after slow clients; with thousands of servers that is to cost nothing.
  const server = createServer({ connectionsCheckingInterval: 600_000 }, (request, response) => {
    // Without a cause to end, a BMC that hangs holds the request until the client gives up.
    if (node.faults.deadBmc === 'hangs') return;
    const wait = (milliseconds: number) => node.time.pause(milliseconds, closing.signal);
    serve({ request, response }, { answer, faults: shown.faults, latencyMs, wait }).catch((error: unknown) => {
      // The client went, or the BMC closes: nobody is left to tell.
      if (!response.destroyed && !closing.signal.aborted) node.report(error);
      response.destroy();
    });
  });
  const port = await listen(server, options).catch((cause: unknown) => {
    const where = `${host}:${options.port}`;
    throw new Error(`The BMC of ${node.hardware.name} cannot listen on ${where}.`, { cause });
  });
  const door = new Door(server, { host, port });
  const forget = node.onChange(() => {
    door.should(node.faults.deadBmc === 'refuses' ? 'closed' : 'open').catch(node.report);
  });
  return {
    url: `http://${host}:${port}`,
    personality: () => shown.as,
    become: (other) => {
      shown.service.close();
      shown = present(other);
    },
    close: async () => {
      forget();
      shown.service.close();
      power.close();
      closing.abort(new Error('the BMC is closed'));
      await door.should('closed');
    },
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

async function listen(server: Server, { host, port }: Address): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Whether connections are taken: a BMC that is dead refuses them. */
class Door {
  readonly #server: Server;
  readonly #address: Address;
  #wanted: 'open' | 'closed' = 'open';
  #turning: Promise<void> = Promise.resolve();

  constructor(server: Server, address: Address) {
    this.#server = server;
    this.#address = address;
  }

  should(wanted: 'open' | 'closed'): Promise<void> {
    if (wanted === this.#wanted) return this.#turning;
    this.#wanted = wanted;
    this.#turning = this.#turning.then(() => this.#turn());
    return this.#turning;
  }

  async #turn(): Promise<void> {
    if (this.#wanted === 'open' && !this.#server.listening) await listen(this.#server, this.#address);
    if (this.#wanted === 'closed' && this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      await closed;
    }
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Serving {
  readonly answer: (request: RedfishRequest) => RedfishAnswer;
  readonly faults: WireFaults;
  readonly latencyMs: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

async function serve({ request, response }: Exchange, { answer, faults, latencyMs, wait }: Serving): Promise<void> {
  const body = await bodyOf(request);
  await wait(latencyMs);
  const whole = asked(request, body ?? '');
  const { instead, lateMs, spoilt } = faults.meet(whole);
  if (instead === 'reset') {
    resetConnection(response);
    return;
  }
  const given = instead ?? (body === undefined ? refusalAnswer(refused.bodyTooLarge()) : answer(whole));
  if (lateMs > 0) await wait(lateMs);
  const reply = { request: whole, answer: given };
  if (spoilt === undefined) sendSound(response, reply);
  else await sendSpoilt(response, reply, spoilt);
}

const refusalAnswer = ({ status, body, headers }: refused.RedfishRefusal): RedfishAnswer => ({ status, body, headers });

/** Undefined when it is larger than a BMC takes. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks).toString();
}

const asked = ({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): RedfishRequest => ({
  method,
  url,
  body,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  ),
});
