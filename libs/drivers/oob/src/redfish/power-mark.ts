import { at, numberOf } from '@drydock/redfish';

/**
 * How far an action that switches power has come: what was sent last. It is committed before anything is sent.
 * `shutdown`: the operating system was asked. `off`: power is being cut. `rest`: it was
 * off, and stays so for a moment. `on`: power is being given; off is never sent
 * after this. `restart`: a restart is being sent; nobody knows whether it arrived. `restarted`: it did.
 */
const powerSteps = ['shutdown', 'off', 'rest', 'on', 'restart', 'restarted'] as const;

export interface PowerMark {
  readonly step: (typeof powerSteps)[number];
  /** When the step began, in milliseconds since 1970. */
  readonly since: number;
  /** When it was sent last. */
  readonly sentAt: number;
}

/** The mark that an earlier attempt left; undefined where nothing was sent yet. */
export function powerMark(checkpointed: unknown): PowerMark | undefined {
  const step = powerSteps.find((known) => known === at(checkpointed, 'step'));
  const since = numberOf(at(checkpointed, 'since'));
  const sentAt = numberOf(at(checkpointed, 'sentAt'));
  return step === undefined || since === null || sentAt === null ? undefined : { step, since, sentAt };
}
