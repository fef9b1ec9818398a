import type { BootstrapState } from '@drydock/contracts';

/** How far the bootstrapper is with a node. `absent` is a node that it has no record of. */
export type NodeState = BootstrapState;

/**
 * What can happen to a node, and where it leads from each state. What is not listed is refused. Work that is asked for
 * anew while it is under way replaces the former: whoever asked for that has given it up.
 */
const transitions = {
  enrolled: { absent: 'known' },
  identified: { known: 'available' },
  contradicted: { available: 'known', prepared: 'known' },
  'configuration-started': {
    available: 'preparing',
    preparing: 'preparing',
    prepared: 'preparing',
    broken: 'preparing',
  },
  'configuration-finished': { preparing: 'prepared' },
  'configuration-failed': { preparing: 'broken' },
  'deployment-started': {
    available: 'installing',
    prepared: 'installing',
    installing: 'installing',
    installed: 'installing',
    deployed: 'installing',
    broken: 'installing',
  },
  'image-written': { installing: 'installed' },
  'deployment-failed': { installing: 'broken' },
  'phoned-home': { installed: 'deployed' },
  'erasure-started': {
    available: 'erasing',
    preparing: 'erasing',
    prepared: 'erasing',
    installing: 'erasing',
    installed: 'erasing',
    deployed: 'erasing',
    erasing: 'erasing',
    broken: 'erasing',
  },
  'erasure-finished': { erasing: 'available' },
  'erasure-failed': { erasing: 'broken' },
  withdrawn: { preparing: 'available', installing: 'broken', erasing: 'broken' },
  removed: {
    known: 'absent',
    available: 'absent',
    prepared: 'absent',
    installed: 'absent',
    deployed: 'absent',
    broken: 'absent',
  },
} as const satisfies Record<string, Partial<Record<NodeState, NodeState>>>;

export type Cause = keyof typeof transitions;
export const causes = Object.keys(transitions);

/** The state that `cause` leads to, or undefined where it cannot happen in `state`. */
export function nextState(state: NodeState, cause: Cause): NodeState | undefined {
  const targets: Partial<Record<NodeState, NodeState>> = transitions[cause];
  return targets[state];
}
