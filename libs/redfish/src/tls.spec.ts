import { selfSigned } from '@drydock/local-servers/testing';
import { createServer, type Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';

import type { RedfishTarget } from './transport.js';

const connections = new RedfishConnections();
const { signal } = new AbortController();
const { certificate, key } = selfSigned;
let server: Server | undefined;
afterEach(async () => {
  await connections.close();
  server?.closeAllConnections();
  server?.close();
});

async function bmcWith(tls: SecureContextOptions): Promise<RedfishTarget> {
  server = createServer({ cert: certificate, key, ...tls }, (_, response) => response.end('{"Id":"root"}'));
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { origin: `https://127.0.0.1:${port}`, username: 'root', password: 'calvin-lab' };
}

const rootOf = (target: RedfishTarget) => connections.client(target, signal).root();

describe('TLS', () => {
  it('refuses a certificate that nobody vouches for, takes it with its CA, or when told not to look', async () => {
    const bmc = await bmcWith({});
    await expect(rootOf(bmc)).rejects.toMatchObject({ fault: 'untrusted', sent: false });
    await expect(rootOf({ ...bmc, caCertificate: certificate })).resolves.toBeDefined();
    await expect(rootOf({ ...bmc, verifyTls: false })).resolves.toBeDefined();
  });

  it.each<SecureContextOptions>([
    { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA@SECLEVEL=0', sigalgs: 'ECDSA+SHA1' },
  ])('of a BMC of long ago is spoken only where nobody asks for more: %j', async (tls) => {
    const bmc = await bmcWith(tls);
    await expect(rootOf({ ...bmc, caCertificate: certificate })).rejects.toMatchObject({ fault: 'untrusted' });
    await expect(rootOf({ ...bmc, verifyTls: false })).resolves.toBeDefined();
  });
});
