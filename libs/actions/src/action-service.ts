import { canonicalAddress, type ActionRequest, type ActionService } from '@drydock/contracts';
import type { AnyDriver, DriverError } from '@drydock/driver';
import type { Sql } from '@drydock/messaging';
import type { ActionRow } from './action.entity.js';

/** What is known of a target when a request to it is judged. */
export interface Standing {
  /** What the service remembers of the target. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What its credential is compared by: equal for equal ones, and of no use to anybody else. */
  readonly credential: () => string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What the service remembers of a target changes, or the action is refused; a passing refusal makes it wait. */
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
  /** How long a target is left in peace after an action on it has ended, in seconds; for where `lanes` is 1. */
  readonly restSecondsOf?: (request: ActionRequest) => number;
  /**
   * Names what a call outside of actions takes a turn at; null where it need not, as many may go on together. Left out:
   * what `keyOf` names.
   */
  readonly turnOf?: (target: ActionRequest['target']) => string | null;
  /** Keeps the service's own books about actions that have ended, in the transaction that ends them. */
  readonly onEnds?: (transaction: Sql, ended: readonly ActionRow[]) => Promise<void>;
  /** A query for what the service keeps with seals in it beside actions: one column, of JSON. */
  readonly sealsKeptIn?: string;
  /** Lets go of what the drivers keep open, at the end of the process. */
  readonly close?: () => Promise<void>;
  /** Looks at a request in the light of what is known of its target, before the driver is called. */
  readonly judge?: (request: ActionRequest, standing: Standing) => Verdict;
  /** Why nobody is to call a target now, whatever for; null when somebody may. Asked before calls outside of actions. */
  readonly whyNotNow?: (standing: Standing) => DriverError | null;
  /** What is to be remembered of a target after a call to its driver, which failed or did not; null when nothing has changed. */
  readonly learn?: (standing: Standing, failure: DriverError | null) => Record<string, unknown> | null;
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
