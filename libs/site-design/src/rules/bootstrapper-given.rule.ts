import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const bootstrapperGiven: Rule = {
  id: 'DD0304',
  aliases: [],
  title: 'Every node has a bootstrapper',
  *check(model) {
    const { region } = model;
    if (region?.data.bootstrapper !== undefined) return;
    const without = [...model.nodes.values()].filter(({ data }) => data.bootstrapper === undefined);
    const [example] = without;
    if (example === undefined) return;
    yield {
      level: 'warning',
      message: `nothing says which bootstrapper loads the operating system of ${without.length} nodes, such as ${example.name}`,
      advice: 'Set bootstrapper in the Region, or in each node.',
      at: region === null ? placeIn(example, 'bootstrapper') : placeIn(region, 'bootstrapper'),
    };
  },
};
