import type { NetworkTarget, NodeTarget } from '@drydock/contracts';
import type { SwitchData } from '../schemas/rack.js';
import type { TargetData } from '../schemas/target.js';
import type { JsonObject } from '../documents/source-document.js';

/** A password goes with a user name; a credential that is an object is what the driver takes. */
export function credentialOf(data: {
  readonly account?: string;
  readonly credential?: string | JsonObject;
}): JsonObject | undefined {
  const { account, credential } = data;
  if (credential === undefined || typeof credential !== 'string') return credential;
  return account === undefined ? { token: credential } : { username: account, password: credential };
}

const shared = (data: TargetData) => ({
  ...(data.verify_tls === undefined ? {} : { verifyTls: data.verify_tls }),
  ...(data.ca_certificate === undefined ? {} : { caCertificate: data.ca_certificate }),
  ...(data.options === undefined ? {} : { options: data.options }),
});

export function bootstrapperTarget(data: TargetData): NodeTarget {
  const credential = credentialOf(data);
  return {
    type: data.type ?? '',
    address: data.address ?? '',
    ...(credential === undefined ? {} : { credential }),
    ...shared(data),
  };
}

/** A text alone is an SNMP community. */
export function switchTarget(data: SwitchData & { readonly type: string }): NetworkTarget {
  const text = data.account === undefined && typeof data.credential === 'string' ? data.credential : undefined;
  const credential = text === undefined ? credentialOf(data) : { community: text };
  return {
    type: data.type,
    address: data.address ?? data.mgmt_ip ?? '',
    ...(data.port === undefined ? {} : { port: data.port }),
    ...(credential === undefined ? {} : { credential }),
    ...shared(data),
  };
}
