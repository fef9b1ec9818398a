import { parseSize } from '@drydock/hardware-details';
import { entriesOf, placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

interface Part {
  readonly name: string;
  readonly size?: string;
}

export const storageSize: Rule = {
  id: 'DD0202',
  aliases: ['DD2003'],
  title: 'Storage sizing',
  fixed: 'disks cannot be divided by it',
  *check(model) {
    for (const { node, value } of model.distinct.storage) {
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
  for (const [index, { name, size }] of parts.entries()) {
    const parsed = size === undefined ? null : parseSize(size);
    if (parsed === null) {
      yield {
        message: size === undefined ? `${name} has no size` : `the size of ${name} cannot be read`,
        advice: 'Write a whole number and a unit, such as 20g, >10GiB or 50%.',
        at: placeOf(node, ...path, name, 'size'),
      };
      continue;
    }
    if (parsed.amount.unit === 'percent') percent += parsed.amount.value;
    if (parsed.amount.value === 0 && !parsed.grows) {
      yield {
        level: 'warning',
        message: `${name} has a size of nothing`,
        advice: 'Give it a size, or take it out.',
        at: placeOf(node, ...path, name, 'size'),
      };
    }
    if (parsed.grows && index < parts.length - 1) {
      yield {
        level: 'warning',
        message: `${name} takes all that is left, and ${parts.length - 1 - index} come after it`,
        advice: 'Put the one with ">" last.',
        at: placeOf(node, ...path, name, 'size'),
      };
    }
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
