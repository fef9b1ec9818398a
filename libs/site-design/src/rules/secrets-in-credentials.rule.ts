import { valueAt } from '../documents/source-document.js';
import { secretPaths } from '../secrets.js';
import type { Rule } from './rule.js';

export const secretsInCredentials: Rule = {
  id: 'DD0012',
  aliases: [],
  title: 'Secrets are in credentials',
  fixed: 'the secret would be kept as it is written',
  *check(model) {
    for (const documents of model.documents.values()) {
      for (const document of documents) {
        for (const path of secretPaths(document)) {
          const secret = valueAt(document.content, path);
          const inUrl = typeof secret === 'string' && secret.includes('://');
          if (!inUrl && path.at(-2) !== 'options') continue;
          yield {
            message: inUrl
              ? 'the URL has a password in it, which would be kept as it is written'
              : `the option ${path.at(-1) ?? ''} is a secret by its name, and options are kept as they are written`,
            advice: inUrl
              ? 'Take the password out of the URL.'
              : 'Move it into credential, which is sealed; a credential may be an object.',
            at: { document, path },
          };
        }
      }
    }
  },
};
