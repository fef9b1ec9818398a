import type { BootDevice, BootMode } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { at, RedfishError, type JsonObject } from '@drydock/redfish';
import { lookFor, type Bmc } from './bmc.js';
import * as state from './boot-state.js';

/** What a start is to boot from. */
export interface WantedBoot {
  readonly device: BootDevice;
  readonly once: boolean;
  readonly mode?: BootMode;
}

export interface ArmedBoot {
  readonly changed: boolean;
  /** The BMC keeps it for one start only, so it has to be sent again before each. */
  readonly rearmed: boolean;
  readonly mode: BootMode | null;
}

const target = 'BootSourceOverrideTarget';
const enabled = 'BootSourceOverrideEnabled';
const mode = 'BootSourceOverrideMode';

/** Makes the next start boot as wanted, and reads back that the BMC took it. */
export async function armBoot(bmc: Bmc, wanted: WantedBoot): Promise<ArmedBoot> {
  const plan = await planBoot(bmc, wanted);
  if (plan.armed) return { changed: false, rearmed: plan.rearmed, mode: plan.mode };
  const sent = await send(bmc, plan);
  const evidence: string[] = [...sent.evidence];
  let holds = false;
  let now = plan.boot;
  await lookFor(bmc, async (found) => {
    now = await state.readBoot(found);
    holds = agrees(now, sent.change);
    return holds;
  });
  const shownMode = state.modeOf(state.written(now, mode));
  if (holds && (wanted.mode === undefined || shownMode === null || shownMode === wanted.mode)) {
    return { changed: true, rearmed: sent.rearmed, mode: shownMode };
  }
  evidence.push(
    `read back: ${[target, enabled, mode].map((key) => `${key}=${String(state.written(now, key))}`).join(', ')}`,
  );
  throw new DriverError('rejected', `the BMC accepted ${wanted.device} as boot device but does not show it`, {
    evidence,
    advice: 'Look at the boot settings of the node; its BIOS may forbid this boot device or boot mode.',
  });
}

export interface BootPlan {
  readonly boot: state.BootState;
  /** Nothing needs to be sent. */
  readonly armed: boolean;
  readonly rearmed: boolean;
  readonly mode: BootMode | null;
  readonly change: JsonObject;
}

/** What would have to be sent; throws where the BMC cannot do it. */
export async function planBoot(bmc: Bmc, wanted: WantedBoot): Promise<BootPlan> {
  const boot = await state.readBoot(bmc);
  if (!state.has(boot, target) && !state.has(boot, enabled)) {
    throw new DriverError('unsupported', 'this BMC has no boot override', {
      advice: 'Set the boot order in the BIOS of the node: network first.',
    });
  }
  const name = state.targetFor(boot, wanted.device);
  if (name === undefined) {
    const offered = state.targetsOf(boot);
    throw new DriverError('unsupported', `this BMC cannot boot from ${wanted.device}: it offers ${offered.join(', ')}`);
  }
  refuseMode(boot, wanted.mode);
  const kept = state.allowable(boot, enabled);
  const rearmed = !wanted.once && wanted.device !== 'none' && kept.length > 0 && !kept.includes('Continuous');
  const lasts = wanted.once || rearmed ? 'Once' : 'Continuous';
  const change: JsonObject = {
    [target]: name,
    [enabled]: wanted.device === 'none' ? 'Disabled' : lasts,
    ...(wanted.mode !== undefined && state.has(boot, mode) && { [mode]: state.nameOfMode(wanted.mode) }),
  };
  const shown = state.modeOf(state.shown(boot, mode));
  return { boot, change, rearmed, mode: shown, armed: isArmed(boot, change) };
}

function refuseMode(boot: state.BootState, wanted: BootMode | undefined): void {
  const offered = state.allowable(boot, mode);
  if (wanted === undefined || offered.length === 0 || offered.includes(state.nameOfMode(wanted))) return;
  throw new DriverError('unsupported', `this BMC cannot boot in ${wanted} mode: it offers ${offered.join(', ')}`);
}

const isArmed = (boot: state.BootState, change: JsonObject): boolean =>
  agrees({ system: boot.system, settings: null }, change) || (!hasOverride(boot) && agrees(boot, change));

const hasOverride = ({ system }: state.BootState): boolean => at(system.body, 'Boot', target) !== undefined;

/** Whether the BMC shows the change. An override that is off names no device that counts. */
function agrees(boot: state.BootState, change: JsonObject): boolean {
  if (change[mode] !== undefined && state.written(boot, mode) !== change[mode]) return false;
  const now = { target: state.written(boot, target), enabled: state.written(boot, enabled) };
  if (change[enabled] === 'Disabled') return now.enabled === 'Disabled' || state.deviceOf(now.target) === 'none';
  return now.target === change[target] && now.enabled === change[enabled];
}

interface Sent {
  readonly change: JsonObject;
  readonly rearmed: boolean;
  readonly evidence: readonly string[];
}

/** Sends the change, and once more without what a BMC refuses: the mode, then `Continuous`. */
async function send(bmc: Bmc, { boot, change, rearmed }: BootPlan): Promise<Sent> {
  const { [mode]: _mode, ...withoutMode } = change;
  const attempts: { change: JsonObject; rearmed: boolean }[] = [{ change, rearmed }];
  if (change[mode] !== undefined) attempts.push({ change: withoutMode, rearmed });
  if (change[enabled] === 'Continuous') attempts.push({ change: { ...withoutMode, [enabled]: 'Once' }, rearmed: true });
  const evidence: string[] = [];
  for (const [index, attempt] of attempts.entries()) {
    try {
      evidence.push(...(await patchBoot(bmc, boot, attempt.change)));
      return { ...attempt, evidence };
    } catch (error) {
      if (!(error instanceof RedfishError) || error.status !== 400 || index === attempts.length - 1) throw error;
      evidence.push(error.message);
    }
  }
  throw new DriverError('internal', 'nothing was sent to the BMC');
}

/** Each key goes to the resource that has it, so that one change may need two writes. */
async function patchBoot({ client }: Bmc, boot: state.BootState, change: JsonObject): Promise<string[]> {
  const homes = new Map(Object.keys(change).map((key) => [state.homeOf(boot, key).path, state.homeOf(boot, key)]));
  const done: string[] = [];
  for (const home of homes.values()) {
    const keys = Object.keys(change).filter((key) => state.homeOf(boot, key).path === home.path);
    const { status } = await client.patch(home, { Boot: Object.fromEntries(keys.map((key) => [key, change[key]])) });
    done.push(`PATCH ${home.path} (${keys.join(', ')}) → ${status}`);
  }
  return done;
}
