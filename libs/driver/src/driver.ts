import type {
  ActionName,
  ActionService,
  Confirmation,
  DriverTraits,
  Health,
  ParametersOf,
  PowerState,
  ResultOf,
  Risk,
  RiskKind,
  TargetOf,
} from '@drydock/contracts';

/** What a driver is asked: one action on one target. Credentials are plain here and nowhere else. */
export interface Command<P, T> {
  readonly id: string;
  /** Node name; empty for actions on the site. */
  readonly node: string;
  readonly target: T;
  readonly parameters: P;
}

/** What a driver has while it works on one action. */
export interface ActionContext {
  /** Aborted when the action is stopped: bring the target to a known state and return, or throw. */
  readonly signal: AbortSignal;
  /** Read only: answer with `would(...)`, change nothing. */
  readonly dryRun: boolean;
  /** 1 for the first call; later calls follow an `again`, a passing failure or the death of a process. */
  readonly attempt: number;
  /** Commits `data` before a call that must not be repeated; the next attempt finds it as `checkpointed`. */
  checkpoint(data: unknown): Promise<void>;
  readonly checkpointed: unknown;
  /** What an operator has confirmed, for drivers whose trait says that they wait for one; null until then. */
  readonly confirmation: Confirmation | null;
  /** What the driver has to remember of this target from one action to the next. */
  readonly memory: unknown;
  remember(data: unknown): Promise<void>;
  /** Says how far the work is. */
  progress(message: string, percent?: number): void;
  /** Notes that a vendor's deviation was allowed for. */
  quirk(id: string): void;
  /** The time, in milliseconds since 1970; drivers never read a clock of their own. */
  now(): number;
}

export type Ended<R> =
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'noop'; readonly reason: string }
  | { readonly kind: 'again'; readonly afterSeconds: number; readonly progress: string; readonly percent?: number }
  | { readonly kind: 'would'; readonly would: readonly string[]; readonly risks: readonly Risk[] };

/** The action is over, and this is what came of it. */
export const done = <R>(result: R): Ended<R> => ({ kind: 'done', result });

/** There is nothing to do for this hardware; the reason is shown. */
export const noop = (reason: string): Ended<never> => ({ kind: 'noop', reason });

/** Not over yet: call again after so many seconds. Nothing is held meanwhile but the target. */
export const again = (afterSeconds: number, progress: string, percent?: number): Ended<never> => ({
  kind: 'again',
  afterSeconds,
  progress,
  percent,
});

/** The answer of a dry run. */
export const would = (changes: readonly string[], risks: readonly Risk[] = []): Ended<never> => ({
  kind: 'would',
  would: changes,
  risks,
});

export const risk = (kind: RiskKind, message: string): Risk => ({ kind, message });

/** A driver answers every action of its service. Leaving one out does not compile; having nothing to do is `noop(reason)`. */
export type DriverActions<S extends ActionService> = {
  readonly [A in ActionName<S>]: (
    command: Command<ParametersOf<S, A>, TargetOf<S>>,
    context: ActionContext,
  ) => Promise<Ended<ResultOf<S, A>>>;
};

/** What `POST /api/v1/probe` answers: a target as it is found, before anything is designed. */
export interface ProbeAnswer {
  readonly facts: Record<string, unknown>;
  readonly documents: readonly Record<string, unknown>[];
  /** Of the interfaces that the node may boot from, the most likely first; empty where the target cannot say. */
  readonly bootMacCandidates?: readonly string[];
  /** What is left to do with the documents, for who pastes them into a design. */
  readonly remarks?: readonly string[];
}

/** What a BMC shows at a glance, as a sweep over thousands of them asks for it. */
export interface Glance {
  readonly power: PowerState;
  readonly health: Health;
}

/** A driver: its actions, and what it says of itself. */
export interface Driver<S extends ActionService> {
  readonly service: S;
  /** The name that targets give as `type`. */
  readonly type: string;
  readonly description: string;
  /** JSON Schema that a target of this driver fulfils on top of the contract's; `writeOnly` marks secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly traits: DriverTraits;
  /** Actions that are always a noop here, with the reason. */
  readonly noops: Partial<Record<ActionName<S>, string>>;
  /** Ids of the vendors' deviations that it allows for. */
  readonly quirks?: readonly string[];
  readonly actions: DriverActions<S>;
  /** Resolves when the target answers and the credential is taken; throws a `DriverError` otherwise. */
  reach(target: TargetOf<S>, signal: AbortSignal): Promise<void>;
  probe(target: TargetOf<S>, signal: AbortSignal): Promise<ProbeAnswer>;
  /** Reads power and health with as little talk as there can be; drivers of BMCs that can be watched have it. */
  readonly look?: (target: TargetOf<S>, signal: AbortSignal) => Promise<Glance>;
}
