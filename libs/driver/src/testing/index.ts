export { conformanceOf, type ConformanceCheck, type ConformanceOptions } from './conformance.js';
export type { ConformanceBench, DeadEnd } from './conformance-bench.js';
export { Rehearsal } from './rehearsal.js';
