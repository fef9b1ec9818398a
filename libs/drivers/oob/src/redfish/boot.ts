import type { BootDevice, BootMode } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { RedfishError, type JsonObject } from '@drydock/redfish';
import { lookFor, type Bmc } from './bmc.js';
import { planBootByOrder, putFirst } from './boot-order.js';
import { bootRequest, bootRequestForms, enabled, mode, target, type BootRequest } from './boot-request.js';
import * as state from './boot-state.js';
import { writeBoot } from './boot-write.js';
import { mayPass } from './failures.js';

/** What a start is to boot from. */
export interface WantedBoot {
  readonly device: BootDevice;
  readonly once: boolean;
  readonly mode?: BootMode;
  /** What is for one start is sent even where it is shown already: some BMCs go on showing what is used up. */
  readonly startFollows?: true;
}

export interface ArmedBoot {
  readonly changed: boolean;
  /** The BMC keeps it for one start only, so it has to be sent again before each. */
  readonly rearmed: boolean;
  /** False where it lasts although it was wanted for one start: BMCs that have nothing but a boot order. */
  readonly once: boolean;
  readonly mode: BootMode | null;
}

/** Makes the next start boot as wanted, and reads back that the BMC took it. */
export async function armBoot(bmc: Bmc, wanted: WantedBoot): Promise<ArmedBoot> {
  const plan = await planBoot(bmc, wanted);
  const told = { once: plan.once, changed: !plan.holds };
  if (plan.reference !== undefined) {
    if (!plan.holds) await putFirst(bmc, plan.boot, [plan.reference]);
    return { ...told, rearmed: false, mode: plan.mode };
  }
  const mayBeUsedUp = wanted.once && wanted.startFollows === true;
  if (plan.armed && !mayBeUsedUp) return { ...told, rearmed: plan.rearmed, mode: plan.mode };
  const sent = await send(bmc, plan);
  let holds = false;
  let now = plan.boot;
  await lookFor(bmc, async (found) => {
    now = await state.readBoot(found);
    holds = agrees(bmc, now, sent.change);
    return holds;
  });
  const shownMode = state.modeOf(state.written(now, mode));
  if (holds && (wanted.mode === undefined || shownMode === null || shownMode === wanted.mode)) {
    return { ...told, rearmed: sent.rearmed, mode: shownMode };
  }
  const shown = [target, enabled, mode].map((key) => `${key}=${String(state.written(now, key))}`);
  throw new DriverError('rejected', `the BMC accepted ${wanted.device} as boot device but does not show it`, {
    evidence: [...sent.evidence, `read back: ${shown.join(', ')}`],
    advice: 'Look at the boot settings of the node; its BIOS may forbid this boot device or boot mode.',
  });
}

export interface BootPlan extends BootRequest {
  readonly boot: state.BootState;
  /** Nothing needs to be sent. */
  readonly armed: boolean;
  /** It was written before, but may be used up: it is sent again, which changes nothing. */
  readonly holds: boolean;
  readonly once: boolean;
  readonly mode: BootMode | null;
  /** The boot option to be put first, where there is no override. */
  readonly reference?: string;
}

/** What would have to be sent; throws where the BMC cannot do it. */
export async function planBoot(bmc: Bmc, wanted: WantedBoot): Promise<BootPlan> {
  const boot = await state.readBoot(bmc);
  const shownMode = state.modeOf(state.shown(boot, mode));
  if (!state.has(boot, target) && !state.has(boot, enabled) && state.targetsOf(boot).length === 0) {
    const { reference, first } = await planBootByOrder(bmc, boot, wanted.device);
    const order = { change: {}, rearmed: false, once: false, armed: first, holds: first };
    return { boot, ...order, mode: shownMode, reference };
  }
  const request = bootRequest(bmc, boot, wanted);
  const shownHolds = agrees(bmc, { system: boot.system, settings: null }, request.change);
  const writtenHolds = agrees(bmc, boot, request.change);
  const hasOwn = state.has({ system: boot.system, settings: null }, target);
  const armed = shownHolds || (!hasOwn && writtenHolds);
  return { boot, ...request, once: wanted.once, mode: shownMode, armed, holds: armed || writtenHolds };
}

/** Whether the BMC shows the change. An override that is off names no device that counts. */
function agrees({ switches }: Bmc, boot: state.BootState, change: JsonObject): boolean {
  const now = { target: state.written(boot, target), enabled: state.written(boot, enabled) };
  const isMode = state.modeOf(state.written(boot, mode)) === state.modeOf(change[mode]);
  if (change[mode] !== undefined && !isMode) return false;
  const device = state.deviceOf(change[target]);
  const off = change[enabled] === 'Disabled' || device === 'none';
  if (off) return now.enabled === 'Disabled' || state.deviceOf(now.target) === 'none';
  if (change[enabled] !== undefined && now.enabled !== change[enabled]) return false;
  if (change[target] === undefined) return true;
  if (typeof now.target !== 'string' || typeof change[target] !== 'string') return false;
  if (state.spelt([change[target]], now.target) !== undefined) return true;
  return state.spelt(switches.setting('bootTargetShownAs') ?? [], now.target) !== undefined;
}

interface Sent extends BootRequest {
  readonly evidence: readonly string[];
}

/** Sends the request, in the next of its forms where a BMC refuses one. */
async function send(bmc: Bmc, { boot, change, rearmed }: BootPlan): Promise<Sent> {
  const forms = bootRequestForms(bmc, boot, { change, rearmed });
  const evidence: string[] = [];
  for (const [index, form] of forms.entries()) {
    try {
      evidence.push(...(await patchBoot(bmc, boot, form.change)));
      if (form.change[mode] !== undefined && bmc.switches.setting('bootModeAfterDevice') === true)
        evidence.push(...(await patchBoot(bmc, boot, { [mode]: form.change[mode] })));
      return { ...form, evidence };
    } catch (error) {
      if (!isRefusedValue(error) || index === forms.length - 1) throw error;
      evidence.push(error.message);
    }
  }
  throw new DriverError('internal', 'nothing was sent to the BMC');
}

const isRefusedValue = (error: unknown): error is RedfishError =>
  error instanceof RedfishError && (error.status === 400 || error.status < 300) && !mayPass(error);

/** Each key goes to the resource that has it, so that one change may need two writes, unless it has to be whole. */
async function patchBoot(bmc: Bmc, boot: state.BootState, change: JsonObject): Promise<string[]> {
  const whole = bmc.switches.setting('bootRequest') === 'whole';
  const homeOf = (key: string) => state.homeOf(boot, whole ? target : key);
  const homes = new Map(Object.keys(change).map((key) => [homeOf(key).path, homeOf(key)]));
  const done: string[] = [];
  for (const home of homes.values()) {
    const keys = Object.keys(change).filter((key) => homeOf(key).path === home.path);
    const part = Object.fromEntries(keys.map((key) => [key, change[key]]));
    const { status, path } = await writeBoot(bmc, boot, { home, boot: part });
    done.push(`PATCH ${path} (${keys.join(', ')}) → ${status}`);
  }
  return done;
}
