import { selectByV1Filter } from '../node-filter-v1.js';
import { filterableNodes } from '../resolve/boot-actions.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const bootActionFilter: Rule = {
  id: 'DD0602',
  aliases: [],
  title: 'Node filters of boot actions',
  *check(model) {
    const nodes = filterableNodes(model);
    for (const action of model.bootActions.values()) {
      const selected = selectByV1Filter(nodes, action.data.node_filter ?? null);
      if (selected.ok) continue;
      for (const { path, message } of selected.complaints) {
        yield {
          message: `the node filter cannot be read: ${path} ${message}`,
          advice: 'Write filter_set_type, and in filter_set filters with filter_type and what nodes must have.',
          at: placeIn(action, 'node_filter', ...path.split('.').filter((key) => key !== '')),
        };
      }
    }
  },
};
