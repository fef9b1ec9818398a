import type { PortChangeResult } from '@drydock/contracts';
import { done, DriverError, risk, would, type ActionContext, type Ended } from '@drydock/driver';
import { describeSetup, sameSetup, setupOf, type PortSetup } from './port-setup.js';
import type { FoundPort } from './port-facts.js';
import type { LookedAt, SwitchInUse } from './switch-in-use.js';
import type { SnmpTarget } from './snmp.settings.js';
import { stepsFor, type Step } from './steps.js';

/** A change of one port, from the setup that it has to the one that is wanted. */
export interface PortChange {
  readonly target: SnmpTarget;
  readonly theSwitch: SwitchInUse;
  readonly context: ActionContext;
  readonly found: LookedAt;
  readonly wanted: PortSetup;
  /** What has to be kept before the first step. */
  readonly prepare?: () => Promise<void>;
}

/** How long putting a port back may take after the action was stopped or has failed. */
const undoWithinMs = 30_000;

/** Makes a change, reads it back, and puts the port back when it did not work or the switch says something else. */
export async function changePort(change: PortChange): Promise<Ended<PortChangeResult>> {
  const { context, found, theSwitch, wanted } = change;
  const steps = stepsFor(found, { from: setupOf(found), to: wanted });
  if (context.dryRun) return would(...forecast(steps, found));
  return theSwitch.alone(found, async () => {
    await change.prepare?.();
    if (steps.length === 0) return done({ changed: false, before: found.facts, after: found.facts });
    return carryOut(change, steps);
  });
}

async function carryOut(change: PortChange, steps: readonly Step[]): Promise<Ended<PortChangeResult>> {
  const { context, found, theSwitch, target, wanted } = change;
  const made: Step[] = [];
  try {
    for (const step of steps) {
      context.signal.throwIfAborted();
      context.progress(step.words);
      made.push(step);
      await theSwitch.write(target, step.write, context.signal);
    }
    const after = await theSwitch.find(target, found.port.name, context.signal);
    if (!sameSetup(setupOf(after), wanted)) throw differs(change, setupOf(after));
    return done({ changed: true, before: found.facts, after: after.facts });
  } catch (error) {
    await putBack(change, made, error);
    throw error;
  }
}

function forecast(steps: readonly Step[], { facts, port }: FoundPort): Parameters<typeof would> {
  const moves = steps.length > 0 ? [risk('port-move', `${port.name} of ${facts.switch} leaves what it is in now`)] : [];
  return [steps.map(({ words }) => words), moves];
}

const differs = ({ found, target, wanted }: PortChange, after: PortSetup): DriverError =>
  new DriverError('rejected', `${found.port.name} of the switch at ${target.address} is not as it was told to be`, {
    evidence: [
      `before: ${describeSetup(setupOf(found))}`,
      `wanted: ${describeSetup(wanted)}`,
      `read back: ${describeSetup(after)}`,
    ],
    advice: 'The port was put back. See whether the configuration of the switch (a LAG, 802.1X, a profile) holds it.',
  });

/** Puts a port back, by a signal of its own: that of the action may have been stopped. */
async function putBack({ found, theSwitch, target }: PortChange, made: readonly Step[], why: unknown): Promise<void> {
  if (made.length === 0) return;
  const before = setupOf(found);
  const signal = AbortSignal.timeout(undoWithinMs);
  try {
    const now = await theSwitch.find(target, found.port.name, signal);
    const back = stepsFor(now, { from: setupOf(now), to: before }).map(({ write }) => write);
    for (const write of back) await theSwitch.write(target, write, signal);
    for (const { write } of made) {
      if (write.kind === 'make') await theSwitch.write(target, { kind: 'unmake', vlan: write.vlan }, signal);
    }
  } catch (failure) {
    throw leftBehind({ name: found.port.name, address: target.address, before, why, failure });
  }
}

interface LeftBehind {
  readonly name: string;
  readonly address: string;
  readonly before: PortSetup;
  readonly why: unknown;
  readonly failure: unknown;
}

function leftBehind({ name, address, before, why, failure }: LeftBehind): DriverError {
  const [first, second] = [why, failure].map((error) => (error instanceof Error ? error.message : String(error)));
  const [kind, evidence] = why instanceof DriverError ? [why.kind, why.evidence] : (['internal', []] as const);
  return new DriverError(kind, `${name} of the switch at ${address} is left half changed: ${first}`, {
    evidence: [...evidence, `was: ${describeSetup(before)}`, `putting it back failed: ${second}`],
    advice: 'Look at the port at the switch; the same action again brings it to the wanted state.',
    leftRunning: true,
    cause: why,
  });
}
