import type { SourceDocument } from '../documents/source-document.js';
import { manifestRules, type Report } from './manifest-rules.js';

/** Where the manifests of Airship sites lie: `site/<name>/…`. */
const siteFolder = /(?:^|\/)site\/([^/]+)\//;

const siteOf = ({ file = '' }: SourceDocument): string | null => siteFolder.exec(file)?.[1] ?? null;

/**
 * The documents of one site. Where a tree has several that say the same things differently, it is reported, and the others
 * are left out: all that could be said of them together would be misleading.
 */
export function ofOneSite(documents: readonly SourceDocument[], report: Report): readonly SourceDocument[] {
  const owners = new Map<string, string>();
  const clashing = new Set<string>();
  for (const document of documents) {
    const site = siteOf(document);
    if (site === null) continue;
    const key = `${document.schema} ${document.name}`;
    const owner = owners.get(key) ?? site;
    owners.set(key, owner);
    if (owner !== site) clashing.add(owner).add(site);
  }
  const [first, ...others] = [...clashing].sort();
  if (first === undefined) return documents;
  report(manifestRules.oneSite, {
    message: `these are the manifests of several sites: ${[first, ...others].join(', ')}`,
    advice: `Submit the folders that make one of them, such as global, type/<its type> and site/${first}.`,
    at: null,
  });
  return documents.filter((document) => !others.includes(siteOf(document) ?? ''));
}
