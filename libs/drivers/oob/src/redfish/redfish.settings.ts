import { canonicalAddress, isAddress, type OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { at, bmcOrigin, numberOf, type RedfishTarget } from '@drydock/redfish';
import { spacingSeconds } from '../bmc-spacing.js';

/** What the target of a redfish BMC has on top of the contract's fields, in JSON Schema. */
export const redfishSettings = {
  type: 'object',
  required: ['address', 'credential'],
  properties: {
    address: { type: 'string', description: 'an http or https URL, or a host, which means https' },
    systemId: { type: 'string', description: 'which system, where one BMC serves several' },
    credential: {
      type: 'object',
      writeOnly: true,
      properties: { username: { type: 'string' }, password: { type: 'string', writeOnly: true } },
    },
    verifyTls: { type: 'boolean', default: true },
    caCertificate: { type: 'string', description: 'PEM of the authority that signed the certificate of the BMC' },
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        requestTimeoutSeconds: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 300,
          default: 30,
          description: 'how long one request may take',
        },
        quirks: {
          type: 'array',
          items: { type: 'string' },
          description: 'ids of quirk rules to apply here whatever they match',
        },
        login: {
          type: 'string',
          enum: ['session', 'basic'],
          default: 'session',
          description: 'basic sends the password with every request, where sessions do not work',
        },
        spacingSeconds,
        settleSeconds: {
          type: 'number',
          exclusiveMinimum: 0,
          default: 120,
          description: 'how long the power may take to follow what the BMC has accepted',
        },
      },
    },
  },
} as const;

/** The target as the Redfish client takes it. */
export function redfishTarget({
  address,
  port,
  credential,
  verifyTls,
  caCertificate,
  options,
}: OobTarget): RedfishTarget {
  const username = at(credential, 'username');
  const password = at(credential, 'password');
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new DriverError('unauthorized', 'a redfish BMC needs a credential with username and password');
  }
  return {
    origin: originOf(address, port),
    username,
    password,
    verifyTls,
    caCertificate,
    requestTimeoutSeconds: numberOf(options?.requestTimeoutSeconds) ?? undefined,
    login: options?.login === 'basic' ? 'basic' : 'session',
  };
}

const usualSettleSeconds = 120;

/** How long the power may take to follow, in milliseconds. */
export const settleMs = ({ options }: OobTarget, usualSeconds = usualSettleSeconds): number =>
  (numberOf(options?.settleSeconds) ?? usualSeconds) * 1000;

function originOf(address: string, port: number | undefined): string {
  try {
    return bmcOrigin(isAddress(address) ? canonicalAddress(address) : address, port);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : `${address} is no address`;
    throw new DriverError('rejected', message, { cause });
  }
}
