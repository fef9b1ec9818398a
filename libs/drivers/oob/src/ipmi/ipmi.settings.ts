import { isSealed, type BootMode, type OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { spacingSeconds } from '../bmc-spacing.js';

/** Cipher suites that protect a session, the better first. 0 to 2 do not, and the others nobody has. */
export const cipherSuites = [17, 3] as const;
export type CipherSuite = (typeof cipherSuites)[number];

/** What the target of an ipmi BMC has on top of the contract's fields, in JSON Schema. */
export const ipmiSettings = {
  type: 'object',
  required: ['address', 'credential'],
  properties: {
    address: { type: 'string', description: 'IP address or host name of the BMC' },
    port: { type: 'integer', minimum: 1, maximum: 65535, default: 623, description: 'UDP' },
    credential: {
      type: 'object',
      writeOnly: true,
      properties: {
        username: { type: 'string', description: '16 bytes at most' },
        password: { type: 'string', writeOnly: true, description: '20 bytes at most' },
      },
    },
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        cipherSuite: {
          enum: cipherSuites,
          description: 'the only one to use; left out, 17 is tried and then 3, and the one that works is remembered',
        },
        privilege: {
          enum: ['operator', 'administrator'],
          default: 'operator',
          description: 'the level that is asked for; power and boot device need no more than operator',
        },
        bootMode: {
          enum: ['uefi', 'legacy'],
          description: 'of boot devices that are set without a mode; left out, what the BMC shows, else uefi',
        },
        keepBootDevice: {
          type: 'boolean',
          default: true,
          description: 'tell the BMC not to forget a boot device after 60 s without a start',
        },
        rearmBootDevice: {
          type: 'boolean',
          default: false,
          description:
            'send a boot device that is to last before each start, for BMCs that claim to keep it and do not',
        },
        answerSeconds: {
          type: 'integer',
          minimum: 1,
          maximum: 30,
          default: 2,
          description: 'how long one request waits for its answer (ipmitool -N)',
        },
        retries: {
          type: 'integer',
          minimum: 1,
          maximum: 10,
          default: 3,
          description: 'how often a request is sent again (ipmitool -R)',
        },
        spacingMs: {
          type: 'integer',
          minimum: 0,
          maximum: 10_000,
          default: 200,
          description: 'rest between two commands to the BMC',
        },
        spacingSeconds,
        settleSeconds: {
          type: 'integer',
          minimum: 1,
          default: 120,
          description: 'how long the power may take to follow what the BMC has accepted',
        },
      },
    },
  },
} as const;

/** A BMC as ipmitool is told of it. */
export interface IpmiTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly cipherSuite: CipherSuite | undefined;
  readonly privilege: 'operator' | 'administrator';
  readonly bootMode: BootMode | undefined;
  readonly keepBootDevice: boolean;
  readonly rearmBootDevice: boolean;
  readonly answerSeconds: number;
  readonly retries: number;
  readonly spacingMs: number;
  readonly settleSeconds: number;
}

const options = ipmiSettings.properties.options.properties;

export function ipmiTarget(target: OobTarget): IpmiTarget {
  const { address, port = ipmiSettings.properties.port.default, options: given = {} } = target;
  if (address.includes('://')) throw refused(`the address of an ipmi BMC is a host, not a URL such as ${address}`);
  return {
    host: address.replace(/^\[(.*)\]$/, '$1'),
    port,
    ...loginOf(target),
    cipherSuite: oneOf(given, 'cipherSuite', cipherSuites),
    privilege: oneOf(given, 'privilege', options.privilege.enum) ?? options.privilege.default,
    bootMode: oneOf(given, 'bootMode', options.bootMode.enum),
    keepBootDevice: oneOf(given, 'keepBootDevice', [true, false]) ?? options.keepBootDevice.default,
    rearmBootDevice: oneOf(given, 'rearmBootDevice', [true, false]) ?? options.rearmBootDevice.default,
    answerSeconds: wholeNumber(given, 'answerSeconds', options.answerSeconds),
    retries: wholeNumber(given, 'retries', options.retries),
    spacingMs: wholeNumber(given, 'spacingMs', options.spacingMs),
    settleSeconds: wholeNumber(given, 'settleSeconds', options.settleSeconds),
  };
}

function loginOf({ credential, address }: OobTarget): Pick<IpmiTarget, 'username' | 'password'> {
  const { username, password } = credential === undefined || isSealed(credential) ? {} : credential;
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new DriverError('unauthorized', `the ipmi BMC at ${address} needs a credential with username and password`);
  }
  // IPMI 2.0 (table 22-30) has no room for more; ipmitool would cut it, or say that the password is wrong.
  const tooLong = [
    ...(Buffer.byteLength(username) > 16 ? ['a user name of at most 16 bytes'] : []),
    ...(Buffer.byteLength(password) > 20 ? ['a password of at most 20 bytes'] : []),
  ];
  if (tooLong.length === 0) return { username, password };
  throw new DriverError('unauthorized', `the ipmi BMC at ${address} can only have ${tooLong.join(' and ')}`, {
    advice: 'Give the account of the BMC a shorter one, in the BMC and in the design.',
  });
}

type Given = Readonly<Record<string, unknown>>;

function oneOf<T extends string | number | boolean>(given: Given, name: string, known: readonly T[]): T | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw refused(`options.${name} of an ipmi BMC is one of ${known.join(', ')}`);
}

interface Range {
  readonly minimum: number;
  readonly maximum?: number;
  readonly default: number;
}

function wholeNumber(given: Given, name: string, { minimum, maximum, default: otherwise }: Range): number {
  const value = given[name];
  if (value === undefined) return otherwise;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= minimum;
  if (fits && value <= (maximum ?? value)) return value;
  throw refused(
    `options.${name} of an ipmi BMC is a whole number from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`,
  );
}

const refused = (message: string) => new DriverError('rejected', message);
