import { IsArray, IsBoolean, IsDefined, IsIn, IsInt, IsISO8601, IsObject, IsOptional, IsString } from 'class-validator';
import { Failure } from './failure.js';
import { Nested, NestedList } from './fields.js';
import { powerOwners, type PowerOwner } from './oob/target.js';

export class DriverTraits {
  /** Who decides over a node's power (node drivers). */
  @IsOptional() @IsIn(powerOwners) powerOwner?: PowerOwner;
  /** Whether a node stays put between installed and its first start (node drivers). */
  @IsOptional() @IsBoolean() holdsBeforeBoot?: boolean;
  /** Whether a person carries its actions out, and confirms each over REST. */
  @IsOptional() @IsBoolean() confirmedByOperator?: boolean;
}

/** A driver as `GET /drivers` and announcements show it. */
export class DriverDescription {
  @IsString() type: string;
  @IsString() description: string;
  /** JSON Schema of a target of this driver; `writeOnly` marks secrets. */
  @IsObject() settings: Record<string, unknown>;
  @IsObject() @Nested(() => DriverTraits) traits: DriverTraits;
  /** Actions that this driver answers with a noop, with the reason. */
  @IsObject() noops: Record<string, string>;
  @IsArray() quirks: unknown[];
}

/** What a service says of itself at start, every 10 s and on change. */
export class Announcement {
  @IsString() service: string;
  @IsString() version: string;
  @IsIn(['ok', 'degraded']) health: 'ok' | 'degraded';
  @NestedList(() => DriverDescription) drivers: DriverDescription[];
  /** Public keys (JWK), newest first: what is sealed for the service is sealed for the first one. */
  @IsArray() @IsObject({ each: true }) keys: Record<string, unknown>[];
}

/** A fact about a node or a target that has become another. */
export class StateChanged {
  @IsOptional() @IsString() node?: string | null;
  @IsOptional() @IsString() target?: string | null;
  @IsOptional() before: unknown;
  @IsDefined() after: unknown;
  @IsISO8601() at: string;
  @IsInt() revision: number;
}

export const eventNames = {
  oob: ['announced', 'action-progressed', 'power-state-changed', 'health-changed', 'bmc-unreachable', 'bmc-reachable'],
  node: ['announced', 'action-progressed', 'image-written', 'node-state-changed'],
  network: ['announced', 'action-progressed', 'neighbour-changed', 'port-changed', 'provisioning-lease-expired'],
  orchestrator: ['announced', 'task-changed', 'node-changed'],
} as const;
export type EventName<S extends keyof typeof eventNames> = (typeof eventNames)[S][number];

/** Asks a service whether it can reach a target. */
export class ReachQuery {
  @IsObject() target: Record<string, unknown>;
}

export class ReachAnswer {
  @IsBoolean() reachable: boolean;
  @IsOptional() @Nested(() => Failure) failure: Failure | null;
}
