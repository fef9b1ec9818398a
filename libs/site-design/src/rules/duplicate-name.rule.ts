import type { Rule } from './rule.js';

export const duplicateName: Rule = {
  id: 'DD0007',
  aliases: [],
  title: 'One document of a kind and name',
  fixed: 'nobody knows which of the two is meant',
  *check(model) {
    for (const [kind, documents] of model.documents) {
      const seen = new Set<string>();
      for (const document of documents) {
        if (document.name !== '' && seen.has(document.name)) {
          yield {
            message: `there is another ${kind} with the name "${document.name}"`,
            advice: 'Remove one of them, or give it another name.',
            at: { document, path: ['metadata', 'name'] },
          };
        }
        seen.add(document.name);
      }
    }
  },
};
