export { canonicalJson } from './digest.js';
export { compileDesign, type Compiled } from './compile-design.js';
export { diffDesigns, diffInSteps, type DesignDiff } from './diff/design-diff.js';
export { diffAsText } from './diff/diff-text.js';
export { documentsFromJson } from './documents/json-documents.js';
export { isDesignFile, readFiles, type DesignFile } from './documents/files.js';
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
  OtherBootstrapper,
  ProductionPort,
} from './effective.js';
export {
  findingLevels,
  hasErrors,
  oldIdOf,
  type DocumentReference,
  type Finding,
  type FindingLevel,
} from './finding.js';
export { renderManifests } from './manifests/render-manifests.js';
export { parseNodeFilter, selectNodes, type NodeCriteria, type NodeFilter } from './node-filter.js';
export { selectNodesV1 } from './node-filter-v1.js';
export type { AnnouncedDrivers } from './rules/rule.js';
export { documentSchemas } from './schemas/documents.js';
export { effectiveSchemas } from './schemas/effective.js';
export { isSecretOption, secretPaths } from './secrets.js';
