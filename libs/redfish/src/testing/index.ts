export { plainTree, systemPath } from './plain-tree.js';
export { ScriptedBmc, type ScriptedAnswer, type ScriptedRequest } from './scripted-bmc.js';
