import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WorkRequest, WorkResult } from '../domain/work.js';

export type WorkState = 'open' | 'succeeded' | 'failed' | 'withdrawn';

/** Something an agent has to do on a node. A node has at most one that is open. */
@Entity('work')
export class WorkRow {
  @PrimaryColumn('uuid', { name: 'node_id' }) nodeId: string;
  /** Given by whoever asked: asking again with the same id is the same work. */
  @PrimaryColumn('uuid') id: string;
  @Column('text') state: WorkState;
  @Column('jsonb') request: WorkRequest;
  /** What of the request is secret, sealed for the bootstrapper itself; gone when the work has ended. */
  @Column('text', { nullable: true }) secrets: string | null;
  @Column('text', { name: 'progress_message', nullable: true }) progressMessage: string | null;
  @Column('double precision', { name: 'progress_percent', nullable: true }) progressPercent: number | null;
  @Column('jsonb', { nullable: true }) result: WorkResult | null;
  @Column('text', { nullable: true }) failure: string | null;
  @Column('text', { name: 'phone_home_hash', nullable: true }) phoneHomeHash: string | null;
  @Column('timestamptz', { name: 'phone_home_until', nullable: true }) phoneHomeUntil: Date | null;
  @Column('timestamptz', { name: 'phoned_home_at', nullable: true }) phonedHomeAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}
