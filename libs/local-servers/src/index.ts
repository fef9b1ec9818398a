export { databaseNameOf, databaseOwners, urlFor, type DatabaseOwner, type DatabaseUrls } from './databases.js';
export { diskFull, LocalServerError } from './local-server.error.js';
export { startNats, type LocalNats, type NatsOptions } from './nats.js';
export { findNatsServer, type NatsProgramOptions } from './nats-program.js';
export { freePortBlock, isFree, requireFree } from './ports.js';
export { startPostgres, type LocalPostgres, type PostgresOptions } from './postgres.js';
export { secretIn, writePrivate } from './secret-file.js';
