import type {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  ChosenDisk,
  EffectiveStorage,
} from '@drydock/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentInventory } from '../agent/agent-inventory.js';
import type { NodeState } from '../domain/node-state.js';

export interface AppliedStorage {
  readonly storage: EffectiveStorage;
  /** What the design's devices were found to be. */
  readonly disks: readonly ChosenDisk[];
}

/** A node that the bootstrapper was told of: what it should be, what it was found to be, what it will get. */
@Entity('node')
export class NodeRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') state: NodeState;
  @Column('text', { name: 'boot_mac' }) bootMac: string;
  /** All MAC addresses of the design, the boot MAC first. */
  @Column('text', { array: true }) macs: string[];
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber: string | null;
  @Column('text', { name: 'system_uuid', nullable: true }) systemUuid: string | null;
  /** Until then the node boots the agent although no work is open. */
  @Column('timestamptz', { name: 'agent_expected_until', nullable: true }) agentExpectedUntil: Date | null;
  @Column('timestamptz', { name: 'agent_seen_at', nullable: true }) agentSeenAt: Date | null;
  @Column('jsonb', { nullable: true }) inventory: AgentInventory | null;
  @Column('timestamptz', { name: 'inventory_at', nullable: true }) inventoryAt: Date | null;
  @Column('jsonb', { nullable: true }) networking: ApplyNodeNetworkingParameters | null;
  @Column('jsonb', { nullable: true }) storage: AppliedStorage | null;
  @Column('jsonb', { nullable: true }) platform: ApplyNodePlatformParameters | null;
  @Column('uuid', { name: 'deployment_id', nullable: true }) deploymentId: string | null;
  /** Of the design that is on the disk; null when there is none. */
  @Column('text', { name: 'deployed_digest', nullable: true }) deployedDigest: string | null;
  /** Why it is broken. */
  @Column('text', { nullable: true }) failure: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
