import { canonicalAddress, type ActionRequest, type ActionService } from '@drydock/contracts';
import type { AnyDriver, DriverError } from '@drydock/driver';
import type { Sql } from '@drydock/messaging';
import type { ActionRow } from './action.entity.js';

/** What the service remembers of a target changes, or the action is refused. */
export interface Verdict {
  readonly facts?: Record<string, unknown>;
  readonly refusal?: DriverError;
}

/** What makes oob, node and network different to the runner, and all that does. */
export interface ActionServiceDefinition {
  readonly service: ActionService;
  readonly drivers: ReadonlyMap<string, AnyDriver>;
  /** Names what must not be acted on by two processes at a time. */
  readonly keyOf: (request: ActionRequest) => string;
  /** How many actions of one key may run together, on the replica that holds it. */
  readonly lanes: number;
  /** Names the part of it that a request is about, such as a port: two on one part never run together. */
  readonly partOf?: (request: ActionRequest) => string | null;
  /** Keeps the service's own books about actions that have ended, in the transaction that ends them. */
  readonly onEnds?: (transaction: Sql, ended: readonly ActionRow[]) => Promise<void>;
  /** A query for what the service keeps with seals in it beside actions: one column, of JSON. */
  readonly sealsKeptIn?: string;
  /** Lets go of what the drivers keep open, at the end of the process. */
  readonly close?: () => Promise<void>;
  /** Looks at a request in the light of what is remembered of its target, before the driver is called. */
  readonly judge?: (request: ActionRequest, facts: Readonly<Record<string, unknown>>) => Verdict;
}

/** The definition, as something that can be injected. */
export class TheService {
  constructor(readonly definition: ActionServiceDefinition) {}
}

/** The canonical address of a request's target. */
export function addressOf({ target }: ActionRequest): string {
  const port = typeof target['port'] === 'number' ? target['port'] : undefined;
  return canonicalAddress(target.address, port);
}
