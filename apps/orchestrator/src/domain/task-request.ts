import { AsSchema, all, IsMoment, Nested } from '@drydock/contracts';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { taskKinds, type TaskKind } from '../workflows/workflow.js';

/** More nodes than any site has. */
const most = 1_000_000;

/** How many nodes at a time. */
class WavesRequest {
  /** Of the task. */
  @IsOptional() @IsInt() @Min(1) @Max(most) maxParallel?: number | null;
  /** Of each rack; nodes that are in none count as one rack. */
  @IsOptional() @IsInt() @Min(1) @Max(most) perRack?: number | null;
  /** So many have to end well before the others begin; when one of them fails, nothing more begins. */
  @IsOptional() @IsInt() @Min(1) @Max(most) canary?: number | null;
}

/** A number of nodes, or a share of them: `3`, `"10%"`. */
const IsCountOrShare = (): PropertyDecorator =>
  all(
    ValidateBy({
      name: 'isCountOrShare',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'number'
            ? Number.isInteger(value) && value >= 1 && value <= most
            : typeof value === 'string' && /^([1-9]\d?|100)%$/.test(value),
        defaultMessage: () => '$property must be a number of nodes, such as 3, or a share of them, such as "10%"',
      },
    }),
    AsSchema({
      oneOf: [
        { type: 'integer', minimum: 1, maximum: most },
        { type: 'string', pattern: '^([1-9]\\d?|100)%$' },
      ],
    }),
  );

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
  @IsOptional() @Nested(() => WavesRequest) waves?: WavesRequest | null;
  /** When so many nodes have failed, nothing more begins. */
  @IsOptional() @IsCountOrShare() stopAfter?: number | string | null;
  /** Tasks with a higher one come first where several wait; 0 is usual. */
  @IsOptional() @IsInt() @Min(-1_000) @Max(1_000) priority?: number | null;
  /** Nothing begins before. */
  @IsOptional() @IsMoment() startAt?: string | null;
}

/** Whether something could be lost that cannot be had back. */
export const isDestructive = ({
  kind,
  redeploy,
  takeOver,
}: Pick<TaskRequest, 'kind' | 'redeploy' | 'takeOver'>): boolean =>
  kind === 'destroy_nodes' || redeploy === true || takeOver === true;
