export { ActionRow, TargetRow } from './action.entity.js';
export { ActionRunner } from './action-runner.js';
export { ActionStore } from './action.store.js';
export { addressOf, TheService, type ActionServiceDefinition, type Standing, type Verdict } from './action-service.js';
export { startActionService, type ActionServiceStart } from './start-action-service.js';
