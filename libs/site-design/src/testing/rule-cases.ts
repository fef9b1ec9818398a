import { cableCases } from './cable-cases.js';
import { hardwareCases } from './hardware-cases.js';
import { linkCases } from './link-cases.js';
import { networkCases } from './network-cases.js';
import { networkPlanCases } from './network-plan-cases.js';
import { nodeCases } from './node-cases.js';
import type { RuleCase } from './rule-case.js';

/** Every case of every rule. */
export const ruleCases: readonly RuleCase[] = [
  ...networkCases,
  ...linkCases,
  ...networkPlanCases,
  ...nodeCases,
  ...hardwareCases,
  ...cableCases,
];
