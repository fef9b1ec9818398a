import { maximumMessageBytes, type Announcement, type Service } from '@drydock/contracts';
import {
  Broker,
  DeadLetterStore,
  JetStreamStrategy,
  Messaging1700000000000,
  OutboxRelay,
  type Undeliverable,
} from '@drydock/messaging';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Announcer } from './announcer.js';
import type { ServiceEnvironment } from './config.js';
import { SealKeys } from './sealing.js';
import {
  startWebService,
  type OpenedBase,
  type RunningService,
  type WebServiceDefinition,
} from './start-web-service.js';

export interface ServiceDefinition extends Omit<
  WebServiceDefinition,
  'environment' | 'migrations' | 'bodyLimit' | 'open' | 'prepare'
> {
  readonly name: Service;
  readonly environment: ServiceEnvironment;
  /** On top of the tables for messages. */
  readonly migrations: readonly (new () => object)[];
  readonly bodyLimit?: string;
  readonly drivers: Announcement['drivers'];
  /** Keeps a message that cannot be handled, and tells its sender where that is possible. */
  readonly onUndeliverable?: (app: NestExpressApplication, message: Undeliverable) => Promise<void>;
}

/** Starts a service that talks over NATS: messages in, messages out, announcements. */
export async function startService(definition: ServiceDefinition): Promise<RunningService> {
  const messaging: Messaging = { opened: null };
  const running = await startWebService({
    ...definition,
    migrations: [Messaging1700000000000, ...definition.migrations],
    bodyLimit: definition.bodyLimit ?? `${maximumMessageBytes / 1024}kb`,
    open: async (base) => {
      messaging.opened = await openMessaging(definition, base);
      const { broker, keys, relay, deadLetters, announcer } = messaging.opened;
      return [broker, keys, relay, deadLetters, announcer];
    },
    prepare: async (app) => {
      if (messaging.opened) await listenToMessages(app, definition, messaging.opened);
    },
  });
  const { opened } = messaging;
  opened?.announcer.start();
  return {
    ...running,
    stop: async () => {
      opened?.announcer.stop();
      await running.app.close();
      await opened?.relay.stop();
      await opened?.broker.drain();
      await running.stop();
    },
  };
}

interface OpenedMessaging {
  readonly base: OpenedBase;
  readonly broker: Broker;
  readonly keys: SealKeys;
  readonly relay: OutboxRelay;
  readonly deadLetters: DeadLetterStore;
  readonly announcer: Announcer;
}
interface Messaging {
  opened: OpenedMessaging | null;
}

async function openMessaging(definition: ServiceDefinition, base: OpenedBase): Promise<OpenedMessaging> {
  const { name, version, environment, drivers } = definition;
  const { log, database, readiness } = base;
  const keys = await SealKeys.open(environment.DRYDOCK_SEAL_KEY_FILE);
  const broker = await Broker.connect({
    url: environment.NATS_URL,
    name: `drydock-${name}`,
    limits: { replicas: environment.DRYDOCK_STREAM_REPLICAS, eventDays: environment.DRYDOCK_EVENT_DAYS },
    onStatus: (status) => log.info('nats connection', { status }),
  });
  readiness.add('nats', () => broker.connected());
  const relay = new OutboxRelay({
    pool: database.pool,
    client: broker.client,
    ensureStreams: () => broker.ensureStreams(),
    onError: (error) => log.problem('messages wait in the outbox', error),
  });
  relay.wake();
  const announcement = (): Announcement => ({ service: name, version, health: 'ok', drivers, keys: keys.publicKeys() });
  const announcer = new Announcer(broker, name, announcement, (error) =>
    log.warn('not announced', { error: String(error) }),
  );
  return { base, broker, keys, relay, deadLetters: new DeadLetterStore(database.pool), announcer };
}

async function listenToMessages(
  app: NestExpressApplication,
  { name, onUndeliverable }: ServiceDefinition,
  { base: { log }, broker, deadLetters }: OpenedMessaging,
): Promise<void> {
  app.connectMicroservice({
    strategy: new JetStreamStrategy({
      broker,
      service: name,
      onUndeliverable: (message) => {
        log.warn('a message cannot be handled', { subject: message.subject, reason: message.reason });
        return onUndeliverable ? onUndeliverable(app, message) : deadLetters.add(message);
      },
      onError: (error) => log.problem('messages were not handled; they come again', error),
    }),
  });
  await app.startAllMicroservices();
}
