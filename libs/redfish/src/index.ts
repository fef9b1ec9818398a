export { bmcOrigin } from './bmc-origin.js';
export { RedfishConnections, type ConnectionsOptions } from './connections.js';
export { resetActionInfo, settingsOf, type ResetAction } from './features.js';
export { RedfishClient, type PatchOptions, type Written } from './redfish.client.js';
export type { Resource } from './resource.js';
export {
  RedfishError,
  RedfishTransportError,
  SystemChoiceError,
  type RedfishFault,
  type RedfishMessage,
} from './redfish.error.js';
export {
  lostSessionSeconds,
  type BookedSession,
  type BookEntry,
  type SessionAccount,
  type SessionBook,
} from './session-book.js';
export { hostSystem, rootLink, systemIdOf, type WantedSystem } from './systems.js';
export { hasEnded } from './task.js';
export type { RedfishTarget } from './transport.js';
export {
  at,
  booleanOf,
  factOf,
  isObject,
  linkOf,
  linksOf,
  listOf,
  numberOf,
  objectsOf,
  pathOf,
  plainPath,
  textOf,
  textsOf,
  type JsonObject,
} from './wire.js';
