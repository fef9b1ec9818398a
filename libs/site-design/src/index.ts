export { canonicalJson } from './digest.js';
export { compileDesign, type Compiled } from './compile-design.js';
export { documentsFromJson } from './documents/json-documents.js';
export { limits } from './documents/limits.js';
export { unreadableText, type Documents } from './documents/reading.js';
export type { Json, JsonObject, Position, SourceDocument } from './documents/source-document.js';
export { readDocuments } from './documents/yaml-documents.js';
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
export { selectNodesV1 } from './node-filter-v1.js';
export { secretPaths } from './secrets.js';
