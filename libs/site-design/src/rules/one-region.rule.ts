import type { Rule } from './rule.js';

export const oneRegion: Rule = {
  id: 'DD0009',
  aliases: [],
  title: 'One Region',
  *check(model) {
    // A stream without any document of Drydock's has another finding.
    if (model.documents.size === 0) return;
    const regions = model.documents.get('Region') ?? [];
    if (regions.length === 0) {
      yield {
        level: 'warning',
        message: 'the design has no Region',
        advice: 'Add one: it has what the whole site shares, such as the bootstrapper and the images.',
        at: null,
      };
    }
    for (const document of regions.slice(0, -1)) {
      yield {
        level: 'warning',
        message: `the Region "${document.name}" is not used: the last one in the design is`,
        advice: 'Join them into one.',
        at: { document, path: [] },
      };
    }
  },
};
