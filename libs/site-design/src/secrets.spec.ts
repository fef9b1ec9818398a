import { describe, expect, it } from 'vitest';
import { documentsFromJson } from './documents/json-documents.js';
import { valueAt } from './documents/source-document.js';
import { secretPaths, withoutSecrets } from './secrets.js';
import { compileWith, siteWith } from './testing/small-site.js';

function pathsOf(kind: string, data: object): string[] {
  const { documents } = documentsFromJson([{ schema: `drydock/${kind}/v1`, metadata: { name: 'x' }, data }]);
  return documents.flatMap((document) => secretPaths(document).map((path) => path.join('/')));
}

describe('secrets of a document', () => {
  it.each([
    [
      'the password of a BMC',
      'HostProfile',
      { data: { oob: { account: 'root', credential: 'x' } }, paths: ['data/oob/credential'] },
    ],
    [
      'a credential that is an object',
      'BaremetalNode',
      { data: { oob: { credential: { username: 'a' } } }, paths: ['data/oob/credential'] },
    ],
    [
      'options that say so',
      'BaremetalNode',
      { data: { oob: { options: { ipmi_password: 'x', cipherSuite: 3 } } }, paths: ['data/oob/options/ipmi_password'] },
    ],
    [
      'what an older driver knew',
      'HostProfile',
      { data: { oob: { kg_passphrase: 'x', type: 'ipmi' } }, paths: ['data/oob/kg_passphrase'] },
    ],
    [
      'the community of a switch',
      'Rack',
      { data: { tor_switches: { a: { credential: 'x' }, b: {} } }, paths: ['data/tor_switches/a/credential'] },
    ],
    [
      'the token of a bootstrapper',
      'Region',
      { data: { bootstrapper: { credential: { token: 'x' } } }, paths: ['data/bootstrapper/credential'] },
    ],
    [
      'the password of a repository, whose key is public',
      'Region',
      {
        data: { repositories: { main: { url: 'https://example.org/', account: 'a', credential: 'x', gpgkey: 'KEY' } } },
        paths: ['data/repositories/main/credential'],
      },
    ],
    [
      'a password in a URL',
      'Region',
      {
        data: { repositories: { main: { url: 'https://me:pw@example.org/' } } },
        paths: ['data/repositories/main/url'],
      },
    ],
  ])('%s is one', (_what, kind, { data, paths }) => {
    expect(pathsOf(kind, data)).toEqual(paths);
  });

  it.each([
    ['what is sealed already', 'HostProfile', { oob: { credential: { sealed: 'a.b.c.d.e' } } }],
    ['an address without a password', 'Region', { images: { a: { url: 'https://example.org/a@b' } } }],
    ['a network', 'Network', { cidr: '10.0.0.0/24' }],
    ['a document without data', 'HostProfile', []],
  ])('%s is none', (_what, kind, data) => {
    expect(pathsOf(kind, data)).toEqual([]);
  });

  it('are all of them in the small site, and each path leads to one', () => {
    const { documents } = documentsFromJson(siteWith());
    const found = documents.flatMap((document) => secretPaths(document).map((path) => valueAt(document.content, path)));
    expect(found).toEqual([{ token: 'secret-token' }, 'secret-community', 'secret-password']);
  });
});

it('what is compared without secrets has none of them, and everything else', () => {
  const { design } = compileWith();
  const described = {
    ...design,
    url: 'https://me:secret-pw@example.org/apt',
    options: { password: 'secret-option', cipher: 3 },
  };
  const text = JSON.stringify(withoutSecrets(described));
  expect(JSON.stringify(described)).toContain('secret-');
  expect(text).not.toContain('secret-');
  expect(text).toContain('"options":{"cipher":3}');
  expect(text).toContain('https://example.org/apt');
});

describe('a secret document of another system', () => {
  const pathsIn = (schema: string, storagePolicy: string) => {
    const { documents } = documentsFromJson([{ schema, metadata: { name: 'x', storagePolicy }, data: 'x' }]);
    return documents.map(secretPaths);
  };

  it.each([
    ['a password', 'deckhand/Passphrase/v1', 'cleartext'],
    ['a private key', 'deckhand/CertificateKey/v1', 'cleartext'],
    ['anything that is to be kept encrypted', 'other/Values/v1', 'encrypted'],
  ])('is secret as a whole: %s', (_what, schema, storagePolicy) => {
    expect(pathsIn(schema, storagePolicy)).toEqual([[['data']]]);
  });

  it.each(['deckhand/PublicKey/v1', 'deckhand/Certificate/v1', 'other/Values/v1'])(
    'is not: %s in clear text',
    (schema) => {
      expect(pathsIn(schema, 'cleartext')).toEqual([[]]);
    },
  );
});
