import type { Announcement, Failure, Progress } from '@drydock/contracts';
import type { EffectiveRack, EffectiveSite, EffectiveSwitch, Finding, JsonObject } from '@drydock/site-design';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CredentialFingerprints } from '../designs/credential-fingerprints.js';
import type { TaskOptions } from '../domain/rollout.js';
import type { TaskOutcome, TaskState } from '../domain/task-outcome.js';
import type { StepOutcome, WalkOutcome } from '../domain/walk.js';
import type { TaskKind } from '../workflows/workflow.js';

@Entity('announcement')
export class AnnouncementRow {
  @PrimaryColumn('text') service: string;
  @Column('jsonb') body: Announcement;
  @Column('timestamptz', { name: 'announced_at' }) announcedAt: Date;
}

/** A site design: as authored with secrets taken out, and compiled with secrets sealed. Nothing of it changes but its seals. */
@Entity('design')
export class DesignRow {
  /** Follows from the content: the same documents are the same design. */
  @PrimaryColumn('uuid') id: string;
  @Column('text') digest: string;
  @Column('text') status: 'valid' | 'invalid';
  /** Reading those of a large design takes long: there only where they are asked for. */
  @Column('jsonb', { select: false }) documents: JsonObject[];
  @Column('jsonb') findings: Finding[];
  @Column('jsonb') site: EffectiveSite;
  @Column('jsonb') racks: Record<string, EffectiveRack>;
  @Column('jsonb') switches: Record<string, EffectiveSwitch>;
  @Column('integer', { name: 'node_count' }) nodeCount: number;
  @Column('text', { name: 'created_by' }) createdBy: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  /** By service, the `kid` of every key that something in it is sealed with. */
  @Column('jsonb', { name: 'sealed_with' }) sealedWith: SealedWith;
  /** Grows when the seals are renewed. */
  @Column('integer', { name: 'seal_revision' }) sealRevision: number;
  @Column('timestamptz', { name: 'sealed_at' }) sealedAt: Date;
  /** null for designs that were kept before there were any. Read only where designs are compared. */
  @Column('jsonb', { name: 'credential_fingerprints', nullable: true, select: false })
  credentialFingerprints: CredentialFingerprints | null;
}

export type SealedWith = Readonly<Record<string, readonly string[]>>;

@Entity('task')
export class TaskRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: TaskKind;
  @Column('uuid', { name: 'design_id' }) designId: string;
  /** As it was asked for. */
  @Column('text', { name: 'design_ref' }) designRef: string;
  @Column('jsonb', { name: 'node_filter', nullable: true }) nodeFilter: unknown;
  /** As they were asked for; those of tasks of earlier releases have less in them. */
  @Column('jsonb') options: Partial<TaskOptions> & Pick<TaskOptions, 'redeploy' | 'takeOver'>;
  @Column('text') state: TaskState;
  @Column('text', { nullable: true }) outcome: TaskOutcome | null;
  @Column('text', { name: 'stop_reason', nullable: true }) stopReason: string | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt: Date | null;
  @Column('text', { name: 'created_by' }) createdBy: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}

@Entity('walk')
export class WalkRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'task_id' }) taskId: string;
  @Column('text', { nullable: true }) node: string | null;
  @Column('text') state: 'queued' | 'running' | 'undoing' | 'ended';
  @Column('text', { nullable: true }) outcome: WalkOutcome | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb', { nullable: true }) failure: Failure | null;
  @Column('boolean') held: boolean;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}

@Entity('step')
export class StepRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'walk_id' }) walkId: string;
  @Column('uuid', { name: 'task_id' }) taskId: string;
  @Column('text', { nullable: true }) node: string | null;
  @Column('integer') position: number;
  @Column('text') name: string;
  @Column('text', { nullable: true }) item: string | null;
  @Column('uuid', { nullable: true }) undoes: string | null;
  @Column('text', { nullable: true }) service: string | null;
  @Column('text', { nullable: true }) action: string | null;
  @Column('uuid', { name: 'action_id', nullable: true }) actionId: string | null;
  @Column('integer') try: number;
  @Column('text') state: 'pending' | 'sent' | 'ended';
  @Column('text', { nullable: true }) outcome: StepOutcome | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb', { nullable: true }) failure: Failure | null;
  @Column('jsonb', { nullable: true }) result: unknown;
  @Column('jsonb', { nullable: true }) progress: Progress | null;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}

/** A node (or the site) reserved for one task, or by an operator for none. */
@Entity('hold')
export class HoldRow {
  @PrimaryColumn('text') node: string;
  /** null: an operator holds it. */
  @Column('uuid', { name: 'task_id', nullable: true }) taskId: string | null;
  @Column('uuid', { name: 'walk_id', nullable: true }) walkId: string | null;
  @Column('text') reason: string;
  @Column('timestamptz') since: Date;
}
