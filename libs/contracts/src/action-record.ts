import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { actionServices, type ActionService } from './catalogue.js';
import { Failure } from './failure.js';
import { Nested, NestedList } from './fields.js';

export const actionStates = ['accepted', 'running', 'waiting', 'stopping', 'succeeded', 'failed', 'cancelled'] as const;
export type ActionState = (typeof actionStates)[number];
export const endedStates = ['succeeded', 'failed', 'cancelled'] as const satisfies readonly ActionState[];
export type EndedState = (typeof endedStates)[number];

export const hasEnded = (state: ActionState): state is EndedState => endedStates.some((ended) => ended === state);

export class Progress {
  @IsString() message: string;
  @IsOptional() @IsNumber() percent: number | null;
}

export class Noop {
  @IsString() reason: string;
}

/** What an operator has confirmed: that an action which only a person could carry out is done. */
export class Confirmation {
  /** Whose token it was. */
  @IsString() by: string;
  @IsISO8601() at: string;
  @IsOptional() @IsString() note: string | null;
}

export const riskKinds = ['reset', 'data-loss', 'port-move'] as const;
export type RiskKind = (typeof riskKinds)[number];

export class Risk {
  @IsIn(riskKinds) kind: RiskKind;
  @IsString() message: string;
}

/** All that is known of one action: what REST answers and what a result carries. */
export class ActionRecord {
  @IsUUID() id: string;
  @IsString() action: string;
  @IsIn(actionServices) service: ActionService;
  @IsOptional() @IsString() node: string | null;
  @IsString() driver: string;
  /** Grows with every change; receivers drop lower ones. */
  @IsInt() revision: number;
  @IsIn(actionStates) state: ActionState;
  /** Driver calls so far. */
  @IsInt() attempts: number;
  @IsOptional() @Nested(() => Progress) progress: Progress | null;
  @IsBoolean() dryRun: boolean;
  /** Without secrets. */
  @IsObject() request: Record<string, unknown>;
  @IsOptional() @IsObject() result: Record<string, unknown> | null;
  @IsOptional() @Nested(() => Noop) noop: Noop | null;
  /** What a dry run would have done. */
  @IsOptional() @IsArray() @IsString({ each: true }) would: string[] | null;
  @IsOptional() @NestedList(() => Risk) risks: Risk[] | null;
  @IsOptional() @Nested(() => Failure) failure: Failure | null;
  /** Of an action that waits for an operator. */
  @IsOptional() @Nested(() => Confirmation) confirmation: Confirmation | null;
  /** Deviations of the vendor that were allowed for. */
  @IsArray() @IsString({ each: true }) quirks: string[];
  @IsOptional() @IsUUID() taskId: string | null;
  @IsISO8601() createdAt: string;
  @IsOptional() @IsISO8601() startedAt: string | null;
  @IsOptional() @IsISO8601() finishedAt: string | null;
  @IsOptional() @IsISO8601() deadline: string | null;
}

/** Why an action is taken back: the body of `POST /api/v1/actions/{id}/cancel`. */
export class CancelReason {
  @IsOptional() @IsString() reason?: string;
}

/** What there is to say: the body of `POST /api/v1/actions/{id}/confirm`. */
export class ConfirmationNote {
  @IsOptional() @IsString() @MaxLength(2000) note?: string | null;
}

/** Takes an action back. */
export class CancelRequest {
  @IsUUID() id: string;
  @IsString() reason: string;
}
