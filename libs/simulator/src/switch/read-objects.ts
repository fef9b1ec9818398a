import type { Oid } from './ber.js';
import { compareOids, type ObjectInstance } from './objects.js';
import { writeVarbind, type SnmpRequest, type Varbind } from './snmp-message.js';

/** What an answer may have in octets: it shall fit a datagram of an Ethernet with jumbo frames. */
const largestAnswer = 8000;

/** Answers a GET, GETNEXT or GETBULK (RFC 3416, sections 4.2.1 to 4.2.3). `objects` are in order. */
export function readObjects(objects: readonly ObjectInstance[], request: SnmpRequest): Varbind[] {
  const oids = request.varbinds.map(({ oid }) => oid);
  if (request.kind === 'get') return oids.map((oid) => exactly(objects, oid));
  if (request.kind === 'get-next') return oids.map((oid) => following(objects, oid));
  const once = oids.slice(0, request.nonRepeaters).map((oid) => following(objects, oid));
  return fitting([...once, ...repeated(objects, oids.slice(request.nonRepeaters), request.maxRepetitions)]);
}

function exactly(objects: readonly ObjectInstance[], oid: Oid): Varbind {
  const found = objects[placeOf(objects, oid)];
  if (found && compareOids(found.oid, oid) === 0) return found;
  const known = objects.some((object) => oid.slice(0, -1).every((number, at) => object.oid[at] === number));
  return { oid, value: { type: known ? 'no-such-instance' : 'no-such-object' } };
}

function following(objects: readonly ObjectInstance[], oid: Oid): Varbind {
  const at = placeOf(objects, oid);
  const here = objects[at];
  const next = here && compareOids(here.oid, oid) === 0 ? objects[at + 1] : here;
  return next ?? { oid, value: { type: 'end-of-mib-view' } };
}

function repeated(objects: readonly ObjectInstance[], starts: readonly Oid[], times: number): Varbind[] {
  const found: Varbind[] = [];
  let oids = starts;
  for (let turn = 0; turn < times && oids.length > 0; turn += 1) {
    const row = oids.map((oid) => following(objects, oid));
    found.push(...row);
    if (row.every(({ value }) => value.type === 'end-of-mib-view') || found.length > largestAnswer / 8) break;
    oids = row.map(({ oid }) => oid);
  }
  return found;
}

/** As many varbinds as fit an answer: a GETBULK may always be answered with fewer. */
function fitting(varbinds: readonly Varbind[]): Varbind[] {
  let room = largestAnswer;
  return varbinds.filter((varbind) => {
    room -= room < 0 ? 0 : writeVarbind(varbind).length;
    return room >= 0;
  });
}

/** Where an object identifier is, or would be. */
function placeOf(objects: readonly ObjectInstance[], oid: Oid): number {
  let [low, high] = [0, objects.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const object = objects[middle];
    if (object && compareOids(object.oid, oid) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
