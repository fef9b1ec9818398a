import type { EffectiveDesign } from '../effective.js';
import { diffNode, type NodeDiff } from './node-diff.js';
import { diffSite, type SiteDiff } from './site-diff.js';

/** What is different between two effective designs. */
export interface DesignDiff {
  /** What nodes share: networks, links, images, switches, bootstrapper, … */
  readonly site: readonly SiteDiff[];
  readonly nodes: {
    /** Names, in order. */
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly NodeDiff[];
    /** How many are the same in both. */
    readonly unchanged: number;
  };
}

/** How many nodes are compared in one step. */
const nodesPerStep = 50;

/**
 * What changes for which node when one design takes the place of another. Credentials are only said to be others, never
 * shown; sealed ones differ in every seal, so whoever compares kept designs puts something comparable in their place.
 */
export function diffDesigns(from: EffectiveDesign, to: EffectiveDesign): DesignDiff {
  const steps = diffInSteps(from, to);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in steps of some milliseconds each, between which whoever asks may do something else. */
export function* diffInSteps(from: EffectiveDesign, to: EffectiveDesign): Generator<undefined, DesignDiff> {
  const vlans = new Map([...from.site.networks, ...to.site.networks].map(({ name, vlan }) => [name, vlan]));
  const vlanOf = (network: string): number | null => vlans.get(network) ?? null;
  const names = Object.keys(to.nodes).sort();
  const both = names.flatMap((name) => {
    const [before, after] = [own(from.nodes, name), own(to.nodes, name)];
    return before && after ? [{ from: before, to: after }] : [];
  });
  const changed: NodeDiff[] = [];
  for (const [index, node] of both.entries()) {
    const difference = diffNode(node, { from, to }, vlanOf);
    if (difference !== null) changed.push(difference);
    if (index % nodesPerStep === nodesPerStep - 1) yield;
  }
  return {
    site: diffSite(from, to, vlanOf),
    nodes: {
      added: names.filter((name) => !Object.hasOwn(from.nodes, name)),
      removed: Object.keys(from.nodes)
        .filter((name) => !Object.hasOwn(to.nodes, name))
        .sort(),
      changed,
      unchanged: both.length - changed.length,
    },
  };
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
