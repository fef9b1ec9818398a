import {
  BerError,
  integerContent,
  oidContent,
  readElements,
  readInteger,
  readOid,
  writeElement,
  type Element,
  type Oid,
} from './ber.js';

/** A value as SNMP carries it (RFC 2578, section 7.1; the last three are RFC 3416's exceptions). */
export type SnmpValue =
  | { readonly type: 'integer' | 'counter' | 'unsigned' | 'time-ticks'; readonly value: number }
  | { readonly type: 'octets' | 'address' | 'opaque' | 'counter64'; readonly value: Buffer }
  | { readonly type: 'oid'; readonly value: Oid }
  | { readonly type: 'null' | 'no-such-object' | 'no-such-instance' | 'end-of-mib-view' };

export interface Varbind {
  readonly oid: Oid;
  readonly value: SnmpValue;
}

const requests = { 0xa0: 'get', 0xa1: 'get-next', 0xa3: 'set', 0xa5: 'get-bulk' } as const;
export type RequestKind = (typeof requests)[keyof typeof requests];

/** What a manager asks. The two numbers mean something in a GETBULK only. */
export interface SnmpRequest {
  readonly community: string;
  readonly kind: RequestKind;
  readonly requestId: number;
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  readonly varbinds: readonly Varbind[];
}

/** error-status of RFC 3416, section 3. */
const errorStatus = {
  noError: 0,
  tooBig: 1,
  genErr: 5,
  noAccess: 6,
  wrongType: 7,
  wrongLength: 8,
  wrongValue: 10,
  noCreation: 11,
  inconsistentValue: 12,
  notWritable: 17,
  inconsistentName: 18,
} as const;
export type ErrorStatus = keyof typeof errorStatus;

export interface SnmpAnswer {
  readonly error: ErrorStatus;
  /** Which varbind is wrong, from 1 on; 0 when none is. */
  readonly errorIndex: number;
  readonly varbinds: readonly Varbind[];
}

const version2c = 1;
const sequence = 0x30;
const response = 0xa2;
const tags = {
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  address: 0x40,
  counter: 0x41,
  unsigned: 0x42,
  'time-ticks': 0x43,
  opaque: 0x44,
  counter64: 0x46,
  'no-such-object': 0x80,
  'no-such-instance': 0x81,
  'end-of-mib-view': 0x82,
} as const satisfies Record<SnmpValue['type'], number>;

/** A request as it came; undefined for another version of SNMP, or what is no request. Throws a `BerError`. */
export function readRequest(octets: Buffer): SnmpRequest | undefined {
  const [message] = readElements(octets);
  if (message?.tag !== sequence) throw new BerError('a message is a sequence');
  const [version, community, pdu] = readElements(message.content);
  if (!version || !community || !pdu) throw new BerError('a message has a version, a community and a PDU');
  const kind = Object.entries(requests).find(([tag]) => Number(tag) === pdu.tag)?.[1];
  if (readInteger(version.content) !== version2c || kind === undefined) return undefined;
  const [requestId, first, second, varbinds] = readElements(pdu.content);
  if (!requestId || !first || !second || !varbinds) throw new BerError('a PDU has three numbers and varbinds');
  return {
    community: community.content.toString('latin1'),
    kind,
    requestId: readInteger(requestId.content),
    nonRepeaters: Math.max(0, readInteger(first.content)),
    maxRepetitions: Math.max(0, readInteger(second.content)),
    varbinds: readElements(varbinds.content).map(readVarbind),
  };
}

function readVarbind({ content }: Element): Varbind {
  const [oid, value] = readElements(content);
  if (oid?.tag !== tags.oid || !value) throw new BerError('a varbind has an object identifier and a value');
  return { oid: readOid(oid.content), value: readValue(value) };
}

function readValue({ tag, content }: Element): SnmpValue {
  const type = typeOfTag(tag);
  switch (type) {
    case 'integer':
      return { type, value: readInteger(content) };
    case 'counter':
    case 'unsigned':
    case 'time-ticks':
      return { type, value: readInteger(Buffer.concat([Buffer.from([0]), content])) };
    case 'octets':
    case 'address':
    case 'opaque':
    case 'counter64':
      return { type, value: content };
    case 'oid':
      return { type, value: readOid(content) };
    default:
      return { type };
  }
}

const types = [
  ...(['integer', 'octets', 'null', 'oid', 'address', 'counter', 'unsigned'] as const),
  ...(['time-ticks', 'opaque', 'counter64', 'no-such-object', 'no-such-instance', 'end-of-mib-view'] as const),
];

function typeOfTag(tag: number): SnmpValue['type'] {
  const type = types.find((known) => tags[known] === tag);
  if (type === undefined) throw new BerError(`a value with tag ${tag}`);
  return type;
}

/** The answer to a request, as it goes over the wire. */
export function writeAnswer({ community, requestId }: SnmpRequest, answer: SnmpAnswer): Buffer {
  return writeElement(
    sequence,
    writeInteger(version2c),
    writeElement(tags.octets, Buffer.from(community, 'latin1')),
    writeElement(
      response,
      writeInteger(requestId),
      writeInteger(errorStatus[answer.error]),
      writeInteger(answer.errorIndex),
      writeElement(sequence, ...answer.varbinds.map(writeVarbind)),
    ),
  );
}

const writeInteger = (number: number): Buffer => writeElement(tags.integer, integerContent(number));

export const writeVarbind = ({ oid, value }: Varbind): Buffer =>
  writeElement(sequence, writeElement(tags.oid, oidContent(oid)), writeElement(tags[value.type], contentOf(value)));

function contentOf(value: SnmpValue): Buffer {
  switch (value.type) {
    case 'integer':
    case 'counter':
    case 'unsigned':
    case 'time-ticks':
      return integerContent(value.value);
    case 'octets':
    case 'address':
    case 'opaque':
    case 'counter64':
      return value.value;
    case 'oid':
      return oidContent(value.value);
    default:
      return Buffer.alloc(0);
  }
}
