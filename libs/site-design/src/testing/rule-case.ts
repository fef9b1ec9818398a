import type { Change, Spot } from './small-site.js';

/** A change to the small site, and every finding that it must cause. */
export interface RuleCase {
  readonly says: string;
  readonly change: readonly Change[];
  readonly finds: readonly Expected[];
}

export type Expected = readonly [rule: string, level: string, document: string, path: string];

export const error = (rule: string, document: string, path: string): Expected => [rule, 'error', document, path];
export const warning = (rule: string, document: string, path: string): Expected => [rule, 'warning', document, path];

export const n1 = (...path: string[]): Spot => ['BaremetalNode/n1', ...path];
export const n2 = (...path: string[]): Spot => ['BaremetalNode/n2', ...path];
export const base = (...path: string[]): Spot => ['HostProfile/base', ...path];
export const info = (rule: string, document: string, path: string): Expected => [rule, 'info', document, path];
