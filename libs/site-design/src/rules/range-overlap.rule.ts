import { parseAddress } from '../ipv4.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const rangeOverlap: Rule = {
  id: 'DD0107',
  aliases: [],
  title: 'Ranges of a network do not overlap',
  *check(model) {
    for (const network of model.networks.values()) {
      const ranges = (network.data.ranges ?? []).map(({ type, start, end }, index) => ({
        ...{ index, name: `${type} range ${start} to ${end}` },
        ...{ first: parseAddress(start) ?? 0, last: parseAddress(end) ?? 0 },
      }));
      for (const range of ranges) {
        const other = ranges.find(
          ({ index, first, last }) => index < range.index && first <= range.last && range.first <= last,
        );
        if (other === undefined) continue;
        yield {
          level: 'warning',
          message: `the ${range.name} overlaps the ${other.name}`,
          advice: 'An address is for one thing: make one of the two shorter.',
          at: placeIn(network, 'ranges', String(range.index)),
        };
      }
    }
  },
};
