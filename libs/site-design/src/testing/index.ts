export { rules } from '../rules/rules.js';
export { ruleCases } from './rule-cases.js';
export { findingsIn, ruleExamples } from './rule-examples.js';
