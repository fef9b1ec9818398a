import type { BootMode } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { JsonObject } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import type { WantedBoot } from './boot.js';
import * as state from './boot-state.js';

export const target = 'BootSourceOverrideTarget';
export const enabled = 'BootSourceOverrideEnabled';
export const mode = 'BootSourceOverrideMode';

export interface BootRequest {
  readonly change: JsonObject;
  /** The BMC keeps it for one start only. */
  readonly rearmed: boolean;
}

/** What is to be written so that the node boots as wanted. Throws where the BMC cannot do it. */
export function bootRequest(bmc: Bmc, boot: state.BootState, wanted: WantedBoot): BootRequest {
  const modeChange = modeRequest(bmc, boot, wanted);
  if (wanted.device === 'none') return { change: { ...withoutOverride(boot), ...modeChange }, rearmed: false };
  const name = deviceName(bmc, boot, wanted);
  const kept = state.allowable(boot, enabled);
  const keeps = kept.length === 0 || state.spelt(kept, 'Continuous') !== undefined;
  const rearmed = !wanted.once && (!keeps || bmc.switches.setting('continuousBoot') === false);
  const lasts = wanted.once || rearmed ? 'Once' : 'Continuous';
  return { change: { [target]: name, [enabled]: state.spelt(kept, lasts) ?? lasts, ...modeChange }, rearmed };
}

function deviceName({ switches }: Bmc, boot: state.BootState, wanted: WantedBoot): string {
  const offered = state.targetsOf(boot);
  const special = switches.setting('bootTarget');
  const own = special?.device === wanted.device ? state.spelt(offered, special.target) : undefined;
  const name = own ?? state.targetFor(boot, wanted.device, wanted.mode);
  if (name !== undefined) return name;
  throw new DriverError('unsupported', `this BMC cannot boot from ${wanted.device}: it offers ${offered.join(', ')}`);
}

/** Off is off: not every BMC has `Disabled`, and not every one has `None`. */
function withoutOverride(boot: state.BootState): JsonObject {
  const none = state.targetFor(boot, 'none');
  const kept = state.allowable(boot, enabled);
  const off = kept.length === 0 ? 'Disabled' : state.spelt(kept, 'Disabled');
  if (none === undefined && off === undefined) {
    throw new DriverError('unsupported', 'this BMC cannot take a boot override back', {
      evidence: [`${target}: ${state.targetsOf(boot).join(', ')}`, `${enabled}: ${kept.join(', ')}`],
    });
  }
  return { ...(none && { [target]: none }), ...(off && { [enabled]: off }) };
}

/**
 * The mode is sent only where it is wanted, or belongs to every request, and where it would change something; and where a
 * new device would change it: there it is sent to stay what it is.
 */
function modeRequest({ switches }: Bmc, boot: state.BootState, wanted: WantedBoot): JsonObject {
  if (!state.isSettable(boot, mode)) return {};
  const now = [state.shown(boot, mode), state.written(boot, mode)].map(state.modeOf);
  const holds = wanted.mode !== undefined && now.every((one) => one === wanted.mode);
  const whole = switches.setting('bootRequest') === 'whole';
  const lost = switches.setting('bootModeAfterDevice') === true;
  if (holds && !whole && !lost) return {};
  const offered = state.allowable(boot, mode);
  if (wanted.mode === undefined) {
    const written = state.written(boot, mode);
    if (whole) return { [mode]: state.spelt(offered, 'UEFI') ?? written };
    return lost && typeof written === 'string' ? { [mode]: written } : {};
  }
  const name = state.nameOfMode(wanted.mode);
  const writable = switches.setting('bootModeWritable') !== false;
  if (writable && (offered.length === 0 || state.spelt(offered, name) !== undefined)) {
    return { [mode]: state.spelt(offered, name) ?? name };
  }
  throw otherMode(wanted.mode, writable ? offered : [String(now[0] ?? 'what its BIOS is set to')]);
}

const otherMode = (wanted: BootMode, offered: readonly string[]) =>
  new DriverError('unsupported', `this BMC cannot boot in ${wanted} mode: it offers ${offered.join(', ')}`, {
    advice: 'Set the boot mode in the BIOS of the node, or leave the mode out.',
  });

/** The same request in the forms to be tried, one after the other where the BMC refuses a value. */
export function bootRequestForms({ switches }: Bmc, boot: state.BootState, request: BootRequest): BootRequest[] {
  const { [mode]: wantedMode, ...withoutMode } = request.change;
  const style = switches.setting('bootRequest');
  const forms = [request];
  if (wantedMode !== undefined) forms.push({ ...request, change: withoutMode });
  else if (state.modeOf(state.written(boot, mode)) !== null && switches.setting('bootModeWritable') !== false)
    // Some take nothing, not even an override back, that comes without its mode.
    forms.push({ ...request, change: { ...request.change, [mode]: state.written(boot, mode) } });
  const differing = Object.entries(withoutMode).filter(([key, value]) => state.written(boot, key) !== value);
  const fewer = differing.length > 0 && differing.length < Object.keys(withoutMode).length;
  if (fewer && style === undefined) forms.push({ ...request, change: Object.fromEntries(differing) });
  if (withoutMode[enabled] === 'Continuous')
    forms.push({ change: { ...(style === 'whole' ? request.change : withoutMode), [enabled]: 'Once' }, rearmed: true });
  return forms;
}
