import type { Resource } from './resource.js';
import { isObject, linkOf, listOf, pathOf, textOf, type JsonObject } from './wire.js';

const maximumMembers = 1000;
const maximumPages = 50;
/** As many as there are connections to a BMC. */
const atATime = 2;

type Read = (path: string) => Promise<Resource | null>;

/**
 * The members of a collection, page by page. It is given by its path, a reference, a list of references, or the
 * collection itself; members stand in it by reference or expanded.
 */
export async function membersOf(collection: unknown, read: Read): Promise<Resource[]> {
  const found = new Map<string, JsonObject>();
  const inline = isObject(collection) && Array.isArray(collection.Members) ? collection : null;
  const start = pathOf(collection) ?? linkOf(collection);
  const note = (members: unknown, within: string) => {
    for (const [index, member] of listOf(members).entries())
      if (isObject(member)) found.set(linkOf(member) ?? `${within}#/Members/${index}`, member);
  };
  if (Array.isArray(collection)) note(collection, 'inline');
  let page = inline === null ? start : pathOf(inline['Members@odata.nextLink']);
  if (inline !== null) note(inline.Members, start ?? 'inline');
  const seen = new Set<string>();
  while (page !== null && !seen.has(page) && seen.size < maximumPages) {
    seen.add(page);
    const { body }: { body: JsonObject } = (await read(page)) ?? { body: {} };
    note(body.Members, page);
    page = pathOf(body['Members@odata.nextLink'] ?? body['@odata.nextLink']);
  }
  const told = [...found].slice(0, maximumMembers);
  const members: Resource[] = [];
  for (let start = 0; start < told.length; start += atATime) {
    const some = told.slice(start, start + atATime);
    members.push(...(await Promise.all(some.map((one) => memberOf(one, read)))).filter((one) => one !== null));
  }
  return members;
}

const memberOf = async ([path, told]: [string, JsonObject], read: Read): Promise<Resource | null> =>
  linkOf(told) === null ? expanded(path, told) : ((await read(path)) ?? expanded(path, told));

/** A member as it stands in its collection; null when it is a mere reference. */
function expanded(path: string, told: JsonObject): Resource | null {
  const says = Object.keys(told).some((key) => !key.startsWith('@odata.') && key !== 'href');
  return says ? { path, etag: textOf(told['@odata.etag']), body: told } : null;
}
