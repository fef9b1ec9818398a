import type {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  hardwareItemKinds,
  NodeInventory,
} from '@drydock/contracts';
import { identityOf, type AgentSystem } from '../agent/agent-inventory.js';
import { isAgentAlive } from '../domain/agent-life.js';
import { isSameNode, matchIdentity, type Identity, type IdentityMatch } from '../domain/identity.js';
import type { NodeState } from '../domain/node-state.js';
import type { WorkKind, WorkResult } from '../domain/work.js';
import type { AppliedStorage, NodeRow } from '../persistence/node.entity.js';
import { designedIdentity } from '../persistence/node.store.js';
import type { WorkRow, WorkState } from '../persistence/work.entity.js';

/** A node as REST shows it. Nothing in it is secret. */
export interface NodeView {
  readonly id: string;
  readonly name: string;
  readonly state: NodeState;
  readonly bootMac: string;
  readonly macs: readonly string[];
  readonly serialNumber: string | null;
  readonly systemUuid: string | null;
  /** `alive` when its agent spoke in the last seconds. */
  readonly agent: 'alive' | 'absent';
  readonly agentSeenAt: Date | null;
  readonly found: FoundView | null;
  readonly inventory: NodeInventory | null;
  readonly inventoryAt: Date | null;
  readonly networking: ApplyNodeNetworkingParameters | null;
  readonly storage: AppliedStorage | null;
  readonly platform: ApplyNodePlatformParameters | null;
  readonly deployed: { readonly digest: string; readonly deploymentId: string } | null;
  readonly failure: string | null;
}

/** What an agent found the node to be, and how that fits what it should be. */
export interface FoundView extends Identity {
  readonly system: AgentSystem;
  readonly abilities: readonly (typeof hardwareItemKinds)[number][];
  readonly matchedBy: readonly string[];
  readonly contradictions: readonly string[];
  readonly isSameNode: boolean;
}

/** When a node is looked at, and how long its agent may be kept waiting. */
export interface Look {
  readonly now: Date;
  readonly pollSeconds: number;
}

export function nodeView(node: NodeRow, look: Look): NodeView {
  const { id, name, state, bootMac, macs, serialNumber, systemUuid, agentSeenAt, inventory, inventoryAt } = node;
  const { networking, storage, platform, deployedDigest, deploymentId, failure } = node;
  return {
    id,
    name,
    state,
    bootMac,
    macs,
    serialNumber,
    systemUuid,
    agent: isAgentAlive({ state, agentSeenAt, ...look }) ? 'alive' : 'absent',
    agentSeenAt,
    found: foundView(node),
    inventory: inventory && {
      cpu: inventory.cpu,
      memory: inventory.memory,
      interfaces: inventory.interfaces,
      disks: inventory.disks,
    },
    inventoryAt,
    networking,
    storage,
    platform,
    deployed: deployedDigest !== null && deploymentId !== null ? { digest: deployedDigest, deploymentId } : null,
    failure,
  };
}

function foundView(node: NodeRow): FoundView | null {
  const { inventory } = node;
  if (!inventory) return null;
  const identity = identityOf(inventory);
  const match = matchIdentity(designedIdentity(node), identity);
  return {
    ...identity,
    ...match,
    isSameNode: isSameNode(match),
    system: inventory.system,
    abilities: inventory.abilities,
  };
}

export interface MatchView extends IdentityMatch {
  readonly isSameNode: boolean;
}

/** How a design fits the node. One that no agent has seen yet cannot contradict: it is only what an earlier design said. */
export function matchView(node: NodeRow, designed: Identity): MatchView {
  const { inventory } = node;
  const match = inventory
    ? matchIdentity(designed, identityOf(inventory))
    : { ...matchIdentity(designed, designedIdentity(node)), contradictions: [] };
  return { ...match, isSameNode: isSameNode(match) };
}

export interface WorkView {
  readonly id: string;
  readonly kind: WorkKind;
  readonly state: WorkState;
  readonly progress: { readonly message: string; readonly percent: number | null } | null;
  readonly result: WorkResult | null;
  readonly failure: string | null;
  /** Of deployments: when the installed system said that it had started. */
  readonly phonedHomeAt: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export const workView = (work: WorkRow): WorkView => ({
  id: work.id,
  kind: work.request.kind,
  state: work.state,
  progress: work.progressMessage === null ? null : { message: work.progressMessage, percent: work.progressPercent },
  result: work.result,
  failure: work.failure,
  phonedHomeAt: work.phonedHomeAt,
  createdAt: work.createdAt,
  endedAt: work.endedAt,
});
