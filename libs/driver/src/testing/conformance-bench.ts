import type { ActionName, ActionService, Confirmation, ParametersOf, TargetOf } from '@drydock/contracts';

/** A place of the kit's own: a TCP and UDP port of one number where nothing is heard, or nobody is. */
export interface DeadEnd {
  readonly host: string;
  readonly port: number;
  /** `silent` takes connections and datagrams and never answers; `closed` refuses them. */
  readonly is: 'silent' | 'closed';
}

/** What a driver is held against: a peer that really speaks its protocol, and what to ask of it. */
export interface ConformanceBench<S extends ActionService> {
  /** The peer, with its credential in plain. Secrets in it are of 8 characters or more, so that a leak is not missed. */
  readonly target: TargetOf<S>;
  /** The same target at a place where nobody answers; give it short time limits if the driver has any. */
  targetAt(deadEnd: DeadEnd): TargetOf<S>;
  /** The same target with a credential that the peer refuses; left out where there is none. */
  readonly refused?: TargetOf<S>;
  readonly node: string;
  readonly parameters: { readonly [A in ActionName<S>]: ParametersOf<S, A> };
  /** Everything of the peer that a dry run must not change, as JSON. */
  state(): unknown;
  /** Brings the peer to where the action makes sense, such as a node that is to be switched off to `on`. */
  before?(action: ActionName<S>): Promise<void> | void;
  /** What an operator says, of a driver that waits for one: it is there after the first wait. */
  readonly confirmation?: Confirmation;
  /** Instead of waiting, between the calls of an action that answers `again`. */
  onWait?(seconds: number, action: ActionName<S>): Promise<void> | void;
}
