import type { EffectiveBootAction } from '../effective.js';
import { selectByV1Filter, type FilterableNode } from '../node-filter-v1.js';
import type { SiteModel } from '../site-model.js';
import { labelsOf } from './labels.js';
import { remembered } from '../remembered.js';

export const filterableNodes = (model: SiteModel): FilterableNode[] =>
  [...model.nodes.values()].map(({ name, data: { metadata } }) => {
    const rack = metadata?.rack ?? null;
    return {
      name,
      tags: metadata?.tags ?? [],
      labels: labelsOf(metadata?.owner_data),
      rack,
      rackLabels: labelsOf(rack === null ? undefined : model.racks.get(rack)?.data.labels),
    };
  });

/** Node name → the boot actions that are for it, in the order of the design. */
export function bootActionTargets(model: SiteModel): ReadonlyMap<string, readonly EffectiveBootAction[]> {
  const known = targetsOf.get(model);
  if (known !== undefined) return known;
  const targets = targetsIn(model);
  targetsOf.set(model, targets);
  return targets;
}

/** Asked for by several rules and by the resolver. */
const targetsOf = new WeakMap<SiteModel, ReadonlyMap<string, readonly EffectiveBootAction[]>>();

/** Nodes with the same actions share one list of them. */
function targetsIn(model: SiteModel): ReadonlyMap<string, readonly EffectiveBootAction[]> {
  const nodes = filterableNodes(model);
  const none: readonly EffectiveBootAction[] = [];
  const targets = new Map(nodes.map(({ name }) => [name, none]));
  for (const { name, data } of model.bootActions.values()) {
    const selected = selectByV1Filter(nodes, data.node_filter ?? null);
    if (!selected.ok) continue;
    const action = { name, signaling: data.signaling ?? true };
    const longer = new Map<readonly EffectiveBootAction[], readonly EffectiveBootAction[]>();
    for (const node of selected.value) {
      const before = targets.get(node) ?? none;
      targets.set(
        node,
        remembered(longer, before, () => [...before, action]),
      );
    }
  }
  return targets;
}
