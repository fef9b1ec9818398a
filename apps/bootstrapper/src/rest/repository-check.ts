import type { PackageRepository } from '@drydock/contracts';
import type { RepositoryLogin } from '../domain/repository-files.js';

const timeoutMilliseconds = 5_000;

/** Where a package manager looks first. */
export function indexOf({ type, url, distributions }: PackageRepository): string {
  const base = url.replace(/\/+$/, '');
  if (type === 'rpm') return `${base}/repodata/repomd.xml`;
  const [distribution] = distributions ?? [];
  return distribution === undefined ? `${base}/` : `${base}/dists/${distribution}/Release`;
}

/** Whether the repository's index answers from here, within some seconds. */
export async function isReachable(repository: PackageRepository, login: RepositoryLogin | null): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(indexOf(repository), { method: 'HEAD', headers: headersFor(login), signal });
    return response.ok;
  } catch {
    // Refused, unknown, too slow: for a node that has to install from it, all the same.
    return false;
  }
}

const headersFor = (login: RepositoryLogin | null): Record<string, string> =>
  login === null
    ? {}
    : { authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}` };
