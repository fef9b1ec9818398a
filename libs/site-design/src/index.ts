export type {
  EffectiveAttachment,
  EffectiveBootAction,
  EffectiveDesign,
  EffectiveNode,
  EffectiveRack,
  EffectiveSite,
  EffectiveSwitch,
  NodeBootMode,
  ProductionPort,
} from './effective.js';
export { findingLevels, hasErrors, type DocumentReference, type Finding, type FindingLevel } from './finding.js';
export { parseNodeFilter, selectNodes, type NodeCriteria, type NodeFilter } from './node-filter.js';
export type { Json, JsonObject, Position, SourceDocument } from './source-document.js';
