import type { ObjectName } from '../mib.js';
import type { SnmpSession } from '../session.js';

/** What a walk of a switch gave: values by index, of each object that it has. */
export type Walk = Partial<Record<ObjectName, Readonly<Record<string, number | string | Buffer>>>>;

/** A session with a switch that was recorded: for tables of vendors that the simulated switch is not like. */
export const cannedSession = (walk: Walk): SnmpSession => ({
  get: async (...instances) => instances.map(({ object, index }) => walk[object]?.[index]),
  walk: async (column) => new Map(Object.entries(walk[column] ?? {})),
  set: async () => {
    throw new Error('a recorded switch cannot be set');
  },
});
