import type { Problem, RuleName } from '../rules/rule.js';

const rule = (id: string, title: string): RuleName => ({ id, aliases: [], title });

/** What can be wrong with manifests before they are a design. */
export const manifestRules = {
  layers: rule('DD0020', 'Layers of manifests'),
  shape: rule('DD0021', 'Shape of manifests'),
  parent: rule('DD0022', 'Parents of manifests'),
  replacement: rule('DD0023', 'Replacement of manifests'),
  action: rule('DD0024', 'Layering actions'),
  source: rule('DD0025', 'Sources of substitutions'),
  pattern: rule('DD0026', 'Patterns of substitutions'),
  destination: rule('DD0027', 'Destinations of substitutions'),
  circle: rule('DD0028', 'Manifests without a circle'),
  secret: rule('DD0029', 'Secrets end in credentials'),
  oneSite: rule('DD0030', 'Manifests of one site'),
} as const;

export type Report = (rule: RuleName, problem: Problem) => void;
