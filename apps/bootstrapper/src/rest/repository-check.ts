import type { PackageRepository } from '@drydock/contracts';

const timeoutMilliseconds = 5_000;

/** Where a package manager looks first. */
export function indexOf({ type, url, distributions }: PackageRepository): string {
  const base = url.replace(/\/+$/, '');
  if (type === 'rpm') return `${base}/repodata/repomd.xml`;
  const [distribution] = distributions ?? [];
  return distribution === undefined ? `${base}/` : `${base}/dists/${distribution}/Release`;
}

/** Whether the repository's index answers from here, within some seconds. */
export async function isReachable(repository: PackageRepository): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(indexOf(repository), { method: 'HEAD', signal });
    return response.ok;
  } catch {
    // Refused, unknown, too slow: for a node that has to install from it, all the same.
    return false;
  }
}
