/**
 * How far an action that switches power has come: what was sent last. It is committed before anything is sent.
 * `settle`: nothing was, since the power was neither on nor off when the action began.
 * `shutdown`: the operating system was asked. `off`: power is being cut. `rest`: it was off, and stays so for a moment.
 * `on`: power is being given; off is never sent after this. `restart`: a restart is being sent; nobody knows whether it
 * arrived. `restarted`: it did.
 */
const powerSteps = ['settle', 'shutdown', 'off', 'rest', 'on', 'restart', 'restarted'] as const;

export interface PowerMark {
  readonly step: (typeof powerSteps)[number];
  /** When the step began, in milliseconds since 1970. */
  readonly since: number;
  /** When it was sent last. */
  readonly sentAt: number;
  /** The BMC said that it took it. What was sent alone is no promise: the answer, or the order itself, may be lost. */
  readonly answered?: boolean;
  /** What was seen of a power that is neither on nor off, the latest last. */
  readonly seen?: readonly SeenState[];
}

export interface SeenState {
  /** Behind "it", such as `shows PoweringOff`. */
  readonly words: string;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

/** In `sentAt`, for what was certainly not taken: it may be sent again at once, and is no lie meanwhile. */
export const notTaken = 0;

/** The mark that an earlier attempt left; undefined where nothing was sent yet. */
export function powerMark(checkpointed: unknown): PowerMark | undefined {
  if (typeof checkpointed !== 'object' || checkpointed === null) return undefined;
  const {
    step: written,
    since,
    sentAt,
    answered,
    seen,
  }: { readonly [key in keyof PowerMark]?: unknown } = checkpointed;
  const step = powerSteps.find((known) => known === written);
  if (step === undefined || typeof since !== 'number' || typeof sentAt !== 'number') return undefined;
  return {
    step,
    since,
    sentAt,
    answered: answered === true,
    seen: Array.isArray(seen) ? seen.filter(isSeenState) : [],
  };
}

const isSeenState = (value: unknown): value is SeenState =>
  typeof value === 'object' &&
  value !== null &&
  'words' in value &&
  typeof value.words === 'string' &&
  'since' in value &&
  typeof value.since === 'number';

/** Whether an earlier attempt has sent anything. */
export const hasSent = (mark: PowerMark | undefined): mark is PowerMark => mark !== undefined && mark.step !== 'settle';
