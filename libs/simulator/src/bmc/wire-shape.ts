import type { Deviations } from './deviations.js';
import { isObject, type Json, type JsonObject } from './json.js';

/** What a service need not have. The collections of interfaces are a switch of their own. */
const optional = new Set(['Storage', 'Memory', 'BootProgress', 'Tasks', 'UpdateService']);

type Shape = Pick<Deviations, 'links' | 'numbers' | 'optionalResources' | 'healthKey'>;

/** A body as this BMC puts it on the wire: the deviations that are the same in every resource act here. */
export function onWire(shape: Shape, body: JsonObject): JsonObject {
  const { links, numbers, optionalResources, healthKey } = shape;
  const isPlain = links === 'plain' && numbers === 'numbers' && optionalResources === 'there';
  return isPlain && healthKey === 'HealthRollup' ? body : shapedObject(shape, body);
}

function shapedObject(shape: Shape, body: JsonObject): JsonObject {
  const kept = Object.entries(body).filter(([key]) => !(shape.optionalResources === 'missing' && optional.has(key)));
  return Object.fromEntries(
    kept.map(([key, value]) => [key === 'HealthRollup' ? shape.healthKey : key, shaped(shape, key, value)]),
  );
}

function shaped(shape: Shape, key: string, value: Json): Json {
  if (typeof value === 'string') return shape.links === 'slash-at-end' && isLink(key) ? slashed(value) : value;
  if (typeof value === 'number') return shape.numbers === 'texts' && !key.includes('@odata') ? String(value) : value;
  if (isList(value)) return value.map((each) => shaped(shape, key, each));
  return isJsonObject(value) ? shapedObject(shape, value) : value;
}

const isLink = (key: string): boolean => key === '@odata.id' || key === 'target' || key === '@Redfish.ActionInfo';
const slashed = (path: string): string => (path.endsWith('/') ? path : `${path}/`);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isJsonObject = (value: Json): value is JsonObject => isObject(value);
