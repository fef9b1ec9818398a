export type { ApiDocumentOptions } from './api-document.js';
export { Needs, Public, tokenOf, type AuthenticatedRequest } from './auth.guard.js';
export { serviceVariables, type ServiceEnvironment } from './config.js';
export { Database } from './database.js';
export {
  ConfigError,
  flag,
  integer,
  oneOf,
  optionalList,
  optionalText,
  readEnvironment,
  text,
  type Environment,
  type Variable,
} from './environment.js';
export { Log, type LogFields } from './log.js';
export { Metrics } from './metrics.js';
export { conflict, invalid, notFound, Problem } from './problem.js';
export { ProblemFilter, problemOf } from './problem.filter.js';
export { Readiness } from './readiness.js';
export { runMain } from './run-main.js';
export { SecretHmac } from './secret-hmac.js';
export { addSealKey, removeSealKey } from './seal-key-file.js';
export { kidOf, openIfSealed, seal, SealError, SealKeys } from './sealing.js';
export { startService, type ServiceDefinition } from './start-service.js';
export {
  startWebService,
  type RunningService,
  type WebEnvironment,
  type WebServiceDefinition,
} from './start-web-service.js';
export { version } from './version.js';
export { roles, Tokens, type Caller, type Role } from './tokens.js';
