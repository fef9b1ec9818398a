import type { PackageRepository } from '@drydock/contracts';

export interface RepositoryLogin {
  readonly username: string;
  readonly password: string;
}

export const isRepositoryLogin = (value: unknown): value is RepositoryLogin =>
  typeof value === 'object' &&
  value !== null &&
  'username' in value &&
  typeof value.username === 'string' &&
  'password' in value &&
  typeof value.password === 'string';

/** A file that the installed system is to have from its first start on. `mode` is octal. */
export interface ConfigFile {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}

export interface KnownRepository {
  readonly repository: PackageRepository;
  readonly login: RepositoryLogin | null;
}

/** What the node's package manager reads of its repositories. Accounts are in files of their own, for root alone. */
export const repositoryFiles = (known: readonly KnownRepository[]): ConfigFile[] =>
  known.flatMap((one) => (one.repository.type === 'apt' ? aptFiles(one) : rpmFiles(one)));

/** Package managers leave out files with other characters in their names. */
const fileName = (name: string): string => `drydock-${name.replace(/[^A-Za-z0-9._-]/g, '_')}`;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
const words = (texts: readonly string[]): string => texts.join(' ').replace(/\s+/g, ' ');

function aptFiles({ repository, login }: KnownRepository): ConfigFile[] {
  const { name, url, gpgKey } = repository;
  const key = gpgKey === undefined ? [] : [readable(`/etc/apt/keyrings/${fileName(name)}.asc`, gpgKey)];
  const lines = [
    ['Types', 'deb'],
    ['URIs', withoutSlash(url)],
    ...suitesOf(repository),
    ['Architectures', words(repository.architectures ?? [])],
    ['Signed-By', key[0]?.path ?? ''],
  ];
  const sources = lines.flatMap(([field, value]) => (value === '' ? [] : [`${field}: ${value}\n`])).join('');
  const files = [readable(`/etc/apt/sources.list.d/${fileName(name)}.sources`, sources), ...key];
  if (login === null) return files;
  // Without its scheme an entry would not hold for http.
  const entry = `machine ${withoutSlash(url)}/ login ${login.username} password ${login.password}\n`;
  return [...files, { path: `/etc/apt/auth.conf.d/${fileName(name)}.conf`, mode: '0600', content: entry }];
}

/** A repository without distributions is a flat one, which has no components. */
function suitesOf({ distributions = [], subrepos = [], components }: PackageRepository): string[][] {
  if (distributions.length === 0) return [['Suites', './']];
  const suites = distributions.flatMap((release) => [release, ...subrepos.map((pocket) => `${release}-${pocket}`)]);
  return [
    ['Suites', words(suites)],
    ['Components', words(components ?? ['main'])],
  ];
}

function rpmFiles({ repository: { name, url, gpgKey }, login }: KnownRepository): ConfigFile[] {
  const key = gpgKey === undefined ? [] : [readable(`/etc/pki/rpm-gpg/${fileName(name)}`, gpgKey)];
  const lines = [
    `[${fileName(name)}]`,
    `name=${fileName(name)}`,
    `baseurl=${withoutSlash(url)}/`,
    'enabled=1',
    ...key.map(({ path }) => `gpgkey=file://${path}`),
    `gpgcheck=${key.length}`,
    ...(login === null ? [] : [`username=${login.username}`, `password=${login.password}`]),
  ];
  const path = `/etc/yum.repos.d/${fileName(name)}.repo`;
  return [{ path, mode: login === null ? '0644' : '0600', content: `${lines.join('\n')}\n` }, ...key];
}

const readable = (path: string, content: string): ConfigFile => ({ path, mode: '0644', content });
