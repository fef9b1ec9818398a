import type { BootDevice, BootMode } from '@drydock/contracts';
import { at, isObject, settingsOf, textOf, textsOf, type JsonObject, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';

/** The names that BMCs have for a boot device, the specification's first. */
const names: Record<BootDevice, readonly string[]> = {
  pxe: ['Pxe', 'UefiPxe'],
  disk: ['Hdd', 'UefiHdd'],
  cdrom: ['Cd', 'CD/DVD', 'UefiCd', 'UsbCd', 'UefiUsbCd'],
  usb: ['Usb', 'UefiUsb', 'UsbHdd', 'UefiUsbHdd'],
  http: ['UefiHttp'],
  'bios-setup': ['BiosSetup'],
  none: ['None'],
};

const modes: Record<BootMode, string> = { uefi: 'UEFI', legacy: 'Legacy' };

export const nameOfMode = (mode: BootMode): string => modes[mode];

/** A value of `BootSourceOverrideTarget` as a boot device; null for those that the contract has no word for. */
export function deviceOf(target: unknown): BootDevice | null {
  const text = textOf(target)?.toLowerCase();
  for (const [device, known] of Object.entries(names)) {
    if (known.some((name) => name.toLowerCase() === text) && isBootDevice(device)) return device;
  }
  return null;
}

const isBootDevice = (text: string): text is BootDevice => Object.hasOwn(names, text);

export function modeOf(value: unknown): BootMode | null {
  const text = textOf(value)?.toLowerCase();
  if (text === 'uefi') return 'uefi';
  return text === 'legacy' ? 'legacy' : null;
}

/**
 * The `Boot` of a system and of its settings object. A key that the settings object has is changed there, every other
 * one at the system; what can be chosen may stand at either.
 */
export interface BootState {
  readonly system: Resource;
  readonly settings: Resource | null;
}

export async function readBoot({ client, system }: Bmc): Promise<BootState> {
  return { system, settings: await settingsOf(client, system) };
}

const bootOf = (resource: Resource | null): JsonObject => {
  const boot = resource?.body.Boot;
  return isObject(boot) ? boot : {};
};

/** What holds now; what is pending only where the system does not have the key at all. */
export const shown = ({ system, settings }: BootState, key: string): unknown =>
  bootOf(system)[key] ?? bootOf(settings)[key];

/** What was written last, whether it holds already or is pending. */
export const written = ({ system, settings }: BootState, key: string): unknown =>
  bootOf(settings)[key] ?? bootOf(system)[key];

/** The resource where a key is to be changed. */
export const homeOf = ({ system, settings }: BootState, key: string): Resource =>
  settings !== null && Object.hasOwn(bootOf(settings), key) ? settings : system;

export const has = (boot: BootState, key: string): boolean => shown(boot, key) !== undefined;

/** Whether a key has a value, or at least says which it takes: null alone is how BMCs show what they do not have. */
export const isSettable = (boot: BootState, key: string): boolean =>
  (shown(boot, key) ?? null) !== null || allowable(boot, key).length > 0;

/**
 * The values that a key takes, at the system or, with some, only at its settings object, and there beside `Boot` with a
 * few; empty when the BMC does not say, which does not mean that it takes none.
 */
export function allowable({ system, settings }: BootState, key: string): string[] {
  const annotation = `${key}@Redfish.AllowableValues`;
  const places = [bootOf(system), bootOf(settings), system.body, settings?.body];
  return places.map((place) => textsOf(at(place, annotation))).find((values) => values.length > 0) ?? [];
}

/** The boot devices that can be chosen, in the BMC's words. */
export function targetsOf(boot: BootState): string[] {
  const targets = allowable(boot, 'BootSourceOverrideTarget');
  if (targets.length > 0) return targets;
  // iLO 4 and its time.
  return [boot.system, boot.settings].flatMap((one) => textsOf(bootOf(one)['BootSourceOverrideSupported']));
}

/** The BMC's word for a boot device; undefined when it offers none. Where it has no boot mode, the word implies one. */
export function targetFor(boot: BootState, device: BootDevice, mode?: BootMode): string | undefined {
  const offered = targetsOf(boot);
  if (offered.length === 0) return names[device][0];
  const known = names[device].flatMap((name) => spelt(offered, name) ?? []);
  const byMode = mode === 'uefi' && !has(boot, 'BootSourceOverrideMode');
  return (byMode ? known.find((name) => /^uefi/i.test(name)) : undefined) ?? known[0];
}

/** A word as the BMC spells it. */
export const spelt = (offered: readonly string[], word: string): string | undefined =>
  offered.find((one) => one.toLowerCase() === word.toLowerCase());
