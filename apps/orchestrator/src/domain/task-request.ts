import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, IsUUID, Min } from 'class-validator';
import { taskKinds, type TaskKind } from '../workflows/workflow.js';

/** The body of `POST /api/v2/tasks`. */
export class TaskRequest {
  /** The idempotency key. */
  @IsOptional() @IsUUID() id?: string;
  @IsIn(taskKinds) kind: TaskKind;
  /** A design's id, or a reference to one. */
  @IsString() @IsNotEmpty() design: string;
  /** `{ filter: F }` or `{ all: true }`. */
  @IsOptional() @IsObject() nodes?: { filter?: unknown; all?: unknown };
  /** How many nodes the caller believes to be meant; needed where something would be lost. */
  @IsOptional() @IsInt() @Min(0) confirmNodes?: number;
  /** A filter that selects no node is not a mistake. */
  @IsOptional() @IsBoolean() allowEmpty?: boolean;
  /** Answer the plan and do nothing. */
  @IsOptional() @IsBoolean() dryRun?: boolean;
  @IsOptional() @IsBoolean() redeploy?: boolean;
  @IsOptional() @IsBoolean() takeOver?: boolean;
}

/** Whether something could be lost that cannot be had back. */
export const isDestructive = ({
  kind,
  redeploy,
  takeOver,
}: Pick<TaskRequest, 'kind' | 'redeploy' | 'takeOver'>): boolean =>
  kind === 'destroy_nodes' || redeploy === true || takeOver === true;
