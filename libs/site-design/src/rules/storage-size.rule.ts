import { parseSize } from '@drydock/hardware-details';
import { distinct, entriesOf, placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

interface Part {
  readonly name: string;
  readonly size?: string;
}

export const storageSize: Rule = {
  id: 'DD0202',
  aliases: ['DD2003'],
  title: 'Storage sizing',
  *check(model) {
    for (const { node, value } of distinct(model, ({ data }) => data.storage)) {
      for (const [name, { partitions }] of entriesOf(value.physical_devices)) {
        yield* sizes(node, partitions ?? [], ['storage', 'physical_devices', name, 'partitions']);
      }
      for (const [name, { logical_volumes: volumes }] of entriesOf(value.volume_groups)) {
        yield* sizes(node, volumes ?? [], ['storage', 'volume_groups', name, 'logical_volumes']);
      }
    }
  },
};

/** The parts of one disk or one volume group. */
function* sizes(node: DesignedNode, parts: readonly Part[], path: readonly string[]): Iterable<Problem> {
  let percent = 0;
  for (const { name, size } of parts) {
    const at = placeOf(node, ...path, name, 'size');
    const parsed = size === undefined ? null : parseSize(size);
    if (parsed === null) {
      yield {
        message: size === undefined ? `${name} has no size` : `the size of ${name} cannot be read`,
        advice: 'Write a whole number and a unit, such as 20g, >10GiB or 50%.',
        at,
      };
    } else if (parsed.amount.unit === 'percent') percent += parsed.amount.value;
  }
  if (percent > 99) {
    yield {
      message: `the percentages add up to ${percent}`,
      advice:
        'Keep them at 99 or less: partition tables and volume groups need some room. A size with ">" takes the rest.',
      at: placeOf(node, ...path),
    };
  }
}
