import { isJsonList, isJsonObject, type Json } from '../documents/source-document.js';
import { selectByV1Filter } from '../node-filter-v1.js';
import { filterableNodes } from '../resolve/boot-actions.js';
import { placeIn, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const bootActionFilter: Rule = {
  id: 'DD0602',
  aliases: [],
  title: 'Node filters of boot actions',
  *check(model) {
    // The nodes do not matter to whether a filter can be read.
    const nodes = filterableNodes({ ...model, nodes: new Map() });
    for (const action of model.bootActions.values()) {
      const filter = action.data.node_filter ?? null;
      const selected = selectByV1Filter(nodes, filter);
      for (const { path, message } of selected.ok ? [] : selected.complaints) {
        yield {
          message: `the node filter cannot be read: ${path} ${message}`,
          advice: 'Write filter_set_type, and in filter_set filters with filter_type and what nodes must have.',
          at: placeIn(action, 'node_filter', ...path.split('.').filter((key) => key !== '')),
        };
      }
      for (const { path, ...problem } of unknownNames(filter, model)) {
        yield { ...problem, at: placeIn(action, 'node_filter', ...path) };
      }
    }
  },
};

type Misnamed = Omit<Problem, 'at'> & { readonly path: readonly string[] };

const kinds = { node_names: 'BaremetalNode', rack_names: 'Rack' } as const;

/** Nodes and racks that the filter names and the design does not have. */
function* unknownNames(filter: Json, model: SiteModel): Iterable<Misnamed> {
  const set = isJsonObject(filter) ? filter['filter_set'] : undefined;
  for (const [index, part] of (isJsonList(set) ? set : []).entries()) {
    for (const field of ['node_names', 'rack_names'] as const) {
      const kind = kinds[field];
      // Racks need no document.
      if (kind === 'Rack' && model.racks.size === 0) continue;
      const names = isJsonObject(part) ? part[field] : undefined;
      for (const [position, name] of (isJsonList(names) ? names : []).entries()) {
        if (typeof name !== 'string' || model.isWritten(kind, name)) continue;
        yield {
          level: 'warning',
          message: `the node filter names the ${kind} "${name}", which is not in the design`,
          advice: 'Correct the name, or take it out of the filter.',
          path: ['filter_set', String(index), field, String(position)],
        };
      }
    }
  }
}
