import type { PackageRepository } from '@drydock/contracts';
import { expect, it } from 'vitest';
import { repositoryFiles, type RepositoryLogin } from './repository-files.js';

const login = { username: 'site', password: 's3' };
const apt: PackageRepository = { name: 'main', type: 'apt', url: 'https://mirror/ubuntu/' };
const rpm: PackageRepository = { name: 'base os', type: 'rpm', url: 'https://mirror/rocky' };

const filesOf = (repository: PackageRepository, asked: RepositoryLogin | null = null) =>
  Object.fromEntries(
    repositoryFiles([{ repository, login: asked }]).map(({ path, mode, content }) => [path, [mode, content]]),
  );

it('a repository of APT has its pockets and components, its key beside it and no account that it does not want', () => {
  const more = { distributions: ['noble'], subrepos: ['updates', 'security'], architectures: ['amd64', 'arm64'] };
  expect(filesOf({ ...apt, ...more, components: ['main', 'universe'], gpgKey: 'KEY' })).toEqual({
    '/etc/apt/sources.list.d/drydock-main.sources': [
      '0644',
      'Types: deb\nURIs: https://mirror/ubuntu\nSuites: noble noble-updates noble-security\n' +
        'Components: main universe\nArchitectures: amd64 arm64\nSigned-By: /etc/apt/keyrings/drydock-main.asc\n',
    ],
    '/etc/apt/keyrings/drydock-main.asc': ['0644', 'KEY'],
  });
});

it('a repository of APT without distributions is a flat one', () => {
  expect(filesOf(apt)).toEqual({
    '/etc/apt/sources.list.d/drydock-main.sources': ['0644', 'Types: deb\nURIs: https://mirror/ubuntu\nSuites: ./\n'],
  });
});

it('a repository of RPM has its account in its own file, which is for root alone then', () => {
  const file = '/etc/yum.repos.d/drydock-base_os.repo';
  const common = '[drydock-base_os]\nname=drydock-base_os\nbaseurl=https://mirror/rocky/\nenabled=1\n';
  expect(filesOf(rpm)).toEqual({ [file]: ['0644', `${common}gpgcheck=0\n`] });
  expect(filesOf({ ...rpm, gpgKey: 'KEY' }, login)).toEqual({
    [file]: [
      '0600',
      `${common}gpgkey=file:///etc/pki/rpm-gpg/drydock-base_os\ngpgcheck=1\nusername=site\npassword=s3\n`,
    ],
    '/etc/pki/rpm-gpg/drydock-base_os': ['0644', 'KEY'],
  });
});
