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
    ['the password of a BMC', 'HostProfile', { oob: { account: 'root', credential: 'x' } }, ['data/oob/credential']],
    [
      'a credential that is an object',
      'BaremetalNode',
      { oob: { credential: { username: 'a' } } },
      ['data/oob/credential'],
    ],
    [
      'options that say so',
      'BaremetalNode',
      { oob: { options: { ipmi_password: 'x', cipherSuite: 3 } } },
      ['data/oob/options/ipmi_password'],
    ],
    [
      'what an older driver knew',
      'HostProfile',
      { oob: { kg_passphrase: 'x', type: 'ipmi' } },
      ['data/oob/kg_passphrase'],
    ],
    [
      'the community of a switch',
      'Rack',
      { tor_switches: { a: { credential: 'x' }, b: {} } },
      ['data/tor_switches/a/credential'],
    ],
    [
      'the token of a bootstrapper',
      'Region',
      { bootstrapper: { credential: { token: 'x' } } },
      ['data/bootstrapper/credential'],
    ],
    [
      'a password in a URL',
      'Region',
      { repositories: { main: { url: 'https://me:pw@example.org/' } } },
      ['data/repositories/main/url'],
    ],
  ])('%s is one', (_what, kind, data, paths) => {
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

it('the effective design without secrets has none, and everything else', () => {
  const { design } = compileWith([['HostProfile/base', 'oob', 'options'], { password: 'secret-option', cipher: 3 }]);
  const text = JSON.stringify(withoutSecrets(design));
  expect(JSON.stringify(design)).toContain('secret-');
  expect(text).not.toContain('secret-');
  expect(text).toContain('"cipher":3');
});
