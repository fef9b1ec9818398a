import type { JsonObject } from '../documents/source-document.js';
import { anything, boolean, credential, integer, object, string, type Schema } from './schema.js';

/** A bootstrapper or a switch as documents name it: an addition to Drydock's format. */
export interface TargetData {
  readonly type?: string;
  readonly address?: string;
  readonly port?: number;
  readonly account?: string;
  readonly credential?: string | JsonObject;
  readonly verify_tls?: boolean;
  readonly ca_certificate?: string;
  readonly options?: JsonObject;
}

export const targetFields: Readonly<Record<string, Schema>> = {
  type: string('name of the driver'),
  address: string('host or URL'),
  account: string('user name, where the credential is a password'),
  credential: credential('password as text, or an object such as { token: … } or { community: … }'),
  verify_tls: boolean('whether its certificate is checked; default true'),
  ca_certificate: string('PEM of the authority that signed its certificate'),
  options: anything('settings of the driver'),
};

export const portField: Schema = integer(1, 65535, 'TCP or UDP port, where it is not the usual one');

export const bootstrapper = object(
  'the system that loads operating systems onto nodes',
  targetFields,
  'type',
  'address',
);
