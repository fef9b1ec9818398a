import { subjects, type ActionRecord, type PortFacts } from '@drydock/contracts';
import { actAsTold, fakeSettings, registry, type Driver } from '@drydock/driver';
import {
  createTestDatabase,
  freePortBlock,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@drydock/local-servers/testing';
import { Broker } from '@drydock/messaging';
import { readEnvironment, serviceVariables, Tokens, type RunningService } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, startActionService } from '../index.js';

const facts: PortFacts = {
  switch: 's',
  port: 'p',
  adminUp: true,
  operUp: true,
  speedMbps: null,
  mtu: null,
  mode: 'access',
  untaggedVlan: 10,
  taggedVlans: [],
  pvid: 10,
  stpEdge: null,
  lag: null,
  lldpNeighbour: null,
  macs: null,
};

/** A network service of one fake driver, with Postgres and NATS of its own, and a caller beside it. */
export class ServiceStand {
  /** The credentials that the driver was given, in plain. */
  readonly seen: unknown[] = [];
  service: RunningService;
  database: TestDatabase;
  broker: Broker;
  private nats: TestNats;
  private directory: string;
  private token: string;

  async start(): Promise<void> {
    [this.database, this.nats, this.directory] = await Promise.all([
      createTestDatabase(),
      startTestNats(),
      mkdtemp(join(tmpdir(), 'drydock-')),
    ]);
    await this.startService();
    const { tokens } = await Tokens.open(join(this.directory, 'token.key'));
    this.token = await tokens.issue({ name: 'test', role: 'operator' }, 1);
    this.broker = await Broker.connect({ url: this.nats.url, name: 'test' });
  }

  async stop(): Promise<void> {
    await this.broker.drain();
    await this.service.stop();
    await this.nats.stop();
    await this.database.drop();
    await rm(this.directory, { recursive: true });
  }

  /** Stops the service alone and starts it again, on another port. */
  async restartService(): Promise<void> {
    await this.service.stop();
    await this.startService();
  }

  /** A text is sent as it is, everything else as JSON. Reading an action waits for its end. */
  readonly call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', prefer: 'wait=20' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answered: unknown = await response.json();
    return { status: response.status, body: answered, headers: response.headers };
  };

  readonly ended = (id: string) => this.call('GET', `/api/v1/actions/${id}`);

  readonly command = (request: Readonly<Record<string, unknown>> & { readonly action: string }) =>
    this.broker.client.publish(`drydock.network.command.${request.action}`, JSON.stringify(request));

  readonly nextResult = async (id: string): Promise<ActionRecord> => {
    const results = this.broker.connection.subscribe(subjects.resultsOf('network'));
    const timer = setTimeout(() => results.unsubscribe(), 15_000);
    try {
      for await (const message of results) {
        const record = message.json<ActionRecord>();
        if (record.id === id) return record;
      }
    } finally {
      clearTimeout(timer);
      results.unsubscribe();
    }
    throw new Error(`no result of ${id} within 15 s`);
  };

  /** Where the service has its private keys. */
  get sealKeyFile(): string {
    return join(this.directory, 'seal.key');
  }

  private async startService(): Promise<void> {
    this.service = await startActionService({
      definition: { service: 'network', drivers: registry(this.fake()), keyOf: addressOf, lanes: 1 },
      version: 'test',
      environment: readEnvironment(serviceVariables(await freePortBlock()), {
        DATABASE_URL: this.database.url,
        NATS_URL: this.nats.url,
        DRYDOCK_TOKEN_KEY_FILE: join(this.directory, 'token.key'),
        DRYDOCK_SEAL_KEY_FILE: this.sealKeyFile,
        DRYDOCK_LOG_LEVEL: 'silent',
      }),
    });
  }

  private fake(): Driver<'network'> {
    const change = { changed: true, before: facts, after: facts };
    return {
      service: 'network',
      type: 'fake',
      description: 'acts as told',
      settings: fakeSettings,
      traits: {},
      noops: {},
      actions: {
        InterrogatePort: (command, context) => {
          this.seen.push(command.target.credential);
          return actAsTold(command, context, { ...facts, wiring: 'unknown' });
        },
        ConfigurePortProvisioning: (command, context) => actAsTold(command, context, change),
        ConfigurePortProduction: (command, context) => actAsTold(command, context, change),
      },
      reach: async () => undefined,
      probe: async () => ({ facts: {}, documents: [] }),
    };
  }
}

/** A request that any switch could be asked; each on a switch of its own unless an address is given. */
export const interrogate = (options: object = {}, address = `switch-${randomUUID()}`) => ({
  id: randomUUID(),
  action: 'InterrogatePort',
  node: 'node01',
  target: { type: 'fake', address, options },
  parameters: { port: 'Ethernet1' },
});
