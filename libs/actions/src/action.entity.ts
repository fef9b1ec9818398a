import type { ActionRequest, ActionState, Confirmation, Failure, Noop, Progress, Risk } from '@drydock/contracts';
import type { DataSource } from 'typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type StopKind = 'cancelled' | 'timed-out';

/** One action, from its acceptance to long after its end. */
@Entity('action')
export class ActionRow {
  @PrimaryColumn('uuid') id: string;
  /** The action's name in the catalogue. */
  @Column('text') name: string;
  @Column('text', { nullable: true }) node: string | null;
  /** What must not be acted on twice at a time, or by two processes: see `TargetRow`. */
  @Column('text') key: string;
  /** The part of it that the action is about, where actions on other parts may run together with it. */
  @Column('text', { nullable: true }) part: string | null;
  @Column('text') driver: string;
  /** As asked; every secret in it is sealed. */
  @Column('jsonb') request: ActionRequest;
  /** By path, of a request over REST; of a command they are made when they are needed. */
  @Column('jsonb', { name: 'secret_hmacs', nullable: true }) secretHmacs: Record<string, string> | null;
  @Column('uuid', { name: 'task_id', nullable: true }) taskId: string | null;
  @Column('text', { nullable: true }) traceparent: string | null;
  @Column('text') state: ActionState;
  @Column('integer') revision: number;
  /** Of the holder that took it last (a bigint, as text). */
  @Column('bigint', { nullable: true }) epoch: string | null;
  @Column('integer') attempts: number;
  @Column('boolean', { name: 'dry_run' }) dryRun: boolean;
  @Column('integer', { name: 'timeout_seconds' }) timeoutSeconds: number;
  @Column('timestamptz', { nullable: true }) deadline: Date | null;
  /** When it is to be called next; null once it has ended. */
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt: Date | null;
  @Column('jsonb', { nullable: true }) progress: Progress | null;
  @Column('jsonb', { nullable: true }) checkpoint: unknown;
  @Column('jsonb', { nullable: true }) result: Record<string, unknown> | null;
  @Column('jsonb', { nullable: true }) noop: Noop | null;
  @Column('jsonb', { nullable: true }) would: string[] | null;
  @Column('jsonb', { nullable: true }) risks: Risk[] | null;
  @Column('jsonb', { nullable: true }) failure: Failure | null;
  /** The passing failure that was seen last while it is being tried again. */
  @Column('jsonb', { name: 'last_failure', nullable: true }) lastFailure: Failure | null;
  @Column('jsonb', { nullable: true }) confirmation: Confirmation | null;
  /** How many attempts there were when it was confirmed. */
  @Column('integer', { name: 'confirmed_attempt', nullable: true }) confirmedAttempt: number | null;
  @Column('text', { array: true }) quirks: string[];
  @Column('text', { name: 'stop_kind', nullable: true }) stopKind: StopKind | null;
  @Column('text', { name: 'stop_reason', nullable: true }) stopReason: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt: Date | null;
}

/** What is acted on, one row per exclusive key: who holds it, and what is remembered of it. */
@Entity('target')
export class TargetRow {
  @PrimaryColumn('text') key: string;
  @Column('text', { nullable: true }) holder: string | null;
  /** Grows whenever the key changes hands; writes of a former holder miss by it. */
  @Column('bigint') epoch: string;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil: Date | null;
  /** No action on it begins before this. */
  @Column('timestamptz', { name: 'rest_until', nullable: true }) restUntil: Date | null;
  /** What the driver remembers. */
  @Column('jsonb', { nullable: true }) memory: unknown;
  /** What the service itself remembers. */
  @Column('jsonb') facts: Record<string, unknown>;
}

/** The columns of an entity for statements of the hot path, under the names that its properties have. */
export const columnsOf = (
  dataSource: DataSource,
  entity: new () => object,
  { alias, without = [] }: { readonly alias: string; readonly without?: readonly string[] },
): string =>
  dataSource
    .getMetadata(entity)
    .columns.filter(({ propertyName }) => !without.includes(propertyName))
    .map(({ databaseName, propertyName }) => `${alias}.${databaseName} as "${propertyName}"`)
    .join(', ');
