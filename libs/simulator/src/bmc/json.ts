export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const link = (path: string): JsonObject => ({ '@odata.id': path });

/** A Redfish collection. */
export const collection = (type: string, path: string, members: readonly string[]): JsonObject => ({
  '@odata.id': path,
  '@odata.type': `#${type}.${type}`,
  Name: type.replace(/([a-z])([A-Z])/g, '$1 $2'),
  Members: members.map(link),
  'Members@odata.count': members.length,
});
