import { isSealed, type NetworkTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

/** What the target of an snmp switch has on top of the contract's fields, in JSON Schema. */
export const snmpSettings = {
  type: 'object',
  required: ['address', 'credential'],
  properties: {
    address: { type: 'string', description: 'IP address or host name of the switch' },
    port: { type: 'integer', minimum: 1, maximum: 65535, default: 161, description: 'UDP' },
    credential: {
      type: 'object',
      writeOnly: true,
      required: ['community'],
      properties: {
        community: {
          type: 'string',
          writeOnly: true,
          description: 'one that may write; SNMP v2c sends it in the clear',
        },
      },
    },
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        timeoutMs: {
          type: 'integer',
          minimum: 10,
          maximum: 60_000,
          default: 2000,
          description: 'how long one request waits for its answer',
        },
        retries: {
          type: 'integer',
          minimum: 0,
          maximum: 10,
          default: 1,
          description: 'how often a request is sent again',
        },
      },
    },
  },
} as const;

/** A switch as the session takes it. */
export interface SnmpTarget {
  readonly address: string;
  readonly port: number;
  readonly community: string;
  readonly timeoutMs: number;
  readonly retries: number;
}

export function snmpTarget({ address, port = 161, credential, options = {} }: NetworkTarget): SnmpTarget {
  const community = credential === undefined || isSealed(credential) ? undefined : credential.community;
  if (typeof community !== 'string' || community === '') {
    throw new DriverError('unauthorized', `the snmp switch at ${address} needs a credential with a community`, {
      advice: 'Give credential.community; SNMP v3 is not spoken yet.',
    });
  }
  const { timeoutMs, retries } = snmpSettings.properties.options.properties;
  return {
    address,
    port,
    community,
    timeoutMs: within(options.timeoutMs, timeoutMs, 'timeoutMs'),
    retries: within(options.retries, retries, 'retries'),
  };
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

function within(value: unknown, { minimum, maximum, default: otherwise }: Range, name: string): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new DriverError(
    'rejected',
    `options.${name} of an snmp switch is a whole number from ${minimum} to ${maximum}`,
  );
}
