import { flag, integer, oneOf, optionalText, text } from './environment.js';

/** The variables that every service reads. A service adds its own in its `config.ts`. */
export const serviceVariables = (httpPort: number) => ({
  DRYDOCK_HTTP_HOST: text('127.0.0.1'),
  DRYDOCK_HTTP_PORT: integer(1, 65535, httpPort),
  /** `postgres://user:password@host:port/database`: this service's own database, made when it is missing. */
  DATABASE_URL: text(),
  NATS_URL: text('nats://127.0.0.1:4222'),
  /** The key that signs the operators' tokens; the same for all services. Made on the first start. */
  DRYDOCK_TOKEN_KEY_FILE: text(),
  /** The private keys that open what is sealed for this service. Made on the first start. */
  DRYDOCK_SEAL_KEY_FILE: text(),
  DRYDOCK_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
  /** Stop when the process that started this one is gone. */
  DRYDOCK_EXIT_WITH_PARENT: flag(false),
  DRYDOCK_STREAM_REPLICAS: integer(1, 5, 1),
  DRYDOCK_EVENT_DAYS: integer(1, 365, 14),
  DRYDOCK_DATABASE_CONNECTIONS: integer(2, 200, 10),
  /** Name of this replica; made up when left out. */
  DRYDOCK_REPLICA: optionalText,
});

export type ServiceEnvironment = {
  readonly [K in keyof ReturnType<typeof serviceVariables>]: ReturnType<typeof serviceVariables>[K]['read'] extends (
    value: string,
  ) => infer T
    ? T
    : never;
};
