import { maximumMessageBytes, type Announcement, type Service } from '@drydock/contracts';
import {
  Broker,
  DeadLetterStore,
  JetStreamStrategy,
  messagingMigrations,
  OutboxRelay,
  type Undeliverable,
} from '@drydock/messaging';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Announcer } from './announcer.js';
import type { ServiceEnvironment } from './config.js';
import { DeadLetterController } from './dead-letter.controller.js';
import { Log } from './log.js';
import { SealUseMetrics } from './seal-use.metrics.js';
import { SealKeys } from './sealing.js';
import { SecretHmac } from './secret-hmac.js';
import {
  startWebService,
  type OpenedBase,
  type OpenedMore,
  type RunningService,
  type WebServiceDefinition,
} from './start-web-service.js';

export interface ServiceDefinition extends Omit<WebServiceDefinition, 'migrations' | 'bodyLimit' | 'open'> {
  readonly name: Service;
  readonly environment: ServiceEnvironment;
  /** On top of the tables for messages. */
  readonly migrations: readonly (new () => object)[];
  /** The largest message, when left out. */
  readonly bodyLimit?: string;
  readonly drivers: Announcement['drivers'];
  /** Keeps a message that cannot be handled, and tells its sender where that is possible. */
  readonly onUndeliverable?: (app: NestExpressApplication, message: Undeliverable) => Promise<void>;
}

/** Starts a service that talks over NATS: messages in, messages out, announcements. */
export function startService(definition: ServiceDefinition): Promise<RunningService> {
  return startWebService({
    ...definition,
    migrations: [...messagingMigrations, ...definition.migrations],
    bodyLimit: definition.bodyLimit ?? `${maximumMessageBytes / 1024}kb`,
    open: (base) => openMessaging(definition, base),
    prepare: async (app) => {
      await definition.prepare?.(app);
      await listenToMessages(app, definition);
    },
  });
}

async function openMessaging(definition: ServiceDefinition, base: OpenedBase): Promise<OpenedMore> {
  const { name, version, environment, drivers } = definition;
  const { log, database, readiness, metrics } = base;
  const uses = new SealUseMetrics(metrics);
  const keys = await SealKeys.open(environment.DRYDOCK_SEAL_KEY_FILE, uses.count);
  uses.begin(keys.publicKeys());
  const hmac = await SecretHmac.open(environment.DRYDOCK_SEAL_KEY_FILE);
  const broker = await Broker.connect({
    url: environment.NATS_URL,
    name: `drydock-${name}`,
    limits: { replicas: environment.DRYDOCK_STREAM_REPLICAS, eventDays: environment.DRYDOCK_EVENT_DAYS },
    onStatus: (status) => log.info('nats connection', { status }),
  });
  readiness.add('nats', () => broker.connected());
  const relay = new OutboxRelay({
    pool: database.pool,
    connection: broker.connection,
    ensureStreams: () => broker.ensureStreams(),
    onError: (error) => log.problem('messages wait in the outbox', error),
  });
  const announcement = () => ({ service: name, version, health: 'ok' as const, drivers, keys: keys.publicKeys() });
  const announcer = new Announcer(broker, announcement, (error) => log.warn('not announced', { error: String(error) }));
  const deadLetters = new DeadLetterStore(database.pool);
  metrics.countDeadLetters(deadLetters);
  return {
    controllers: [DeadLetterController],
    provide: [broker, keys, hmac, relay, announcer, deadLetters],
    close: async () => {
      announcer.stop();
      await relay.stop();
      await broker.drain();
    },
  };
}

/** Messages are taken, sent and announced only once the application stands. */
async function listenToMessages(
  app: NestExpressApplication,
  { name, onUndeliverable }: ServiceDefinition,
): Promise<void> {
  const log = app.get(Log);
  const deadLetters = app.get(DeadLetterStore);
  app.connectMicroservice({
    strategy: new JetStreamStrategy({
      broker: app.get(Broker),
      service: name,
      onUndeliverable: (message) => {
        log.warn('a message cannot be handled', { subject: message.subject, reason: message.reason });
        return onUndeliverable ? onUndeliverable(app, message) : deadLetters.add(message);
      },
      onError: (error) => log.problem('messages were not handled; they come again', error),
    }),
  });
  await app.startAllMicroservices();
  app.get(OutboxRelay).wake();
  app.get(Announcer).start();
}
