import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Cause, NodeState } from '../domain/node-state.js';

/** A node's change from one state to another. Outlives the node's record. */
@Entity('node_event')
export class NodeEventRow {
  @PrimaryColumn('bigint', { generated: 'identity' }) id: string;
  @Column('text') node: string;
  @Column('text') cause: Cause;
  @Column('text') before: NodeState;
  @Column('text') after: NodeState;
  @Column('text', { nullable: true }) detail: string | null;
  @Column('timestamptz') at: Date;
}
