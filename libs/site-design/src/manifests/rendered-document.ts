import type { SourceDocument } from '../documents/source-document.js';
import type { Problem } from '../rules/rule.js';
import { secretPaths } from '../secrets.js';
import { startsWith, valueIn } from './data-path.js';
import { isRaw, renderedContent } from './manifest.js';
import { locateIn, type Rendered } from './rendered.js';

/** The document of the site design that a manifest became. */
export function documentOf(rendered: Rendered): SourceDocument {
  const { document, base, changes } = rendered;
  if (!isRaw(document) && base === null && changes.length === 0) return document;
  return {
    ...document,
    content: renderedContent(document, rendered.data),
    locate: (path) => locateIn(rendered, path),
  };
}

/** Secrets of other documents that ended where they are not sealed. */
export function strayedSecrets(rendered: Rendered): Problem[] {
  const document = documentOf(rendered);
  const sealed = secretPaths(document).map((path) => path.slice(1));
  const strayed = rendered.secrets.filter(
    (secret) => valueIn(rendered.data, secret) !== undefined && !sealed.some((path) => startsWith(secret, path)),
  );
  return strayed.map((secret) => ({
    level: 'warning',
    message: 'a secret of another document ends here, where it is kept and shown as plain text',
    advice: 'Secrets belong in credentials, and in options that are secret by their name.',
    at: { document, path: ['data', ...secret.map(String)] },
  }));
}
