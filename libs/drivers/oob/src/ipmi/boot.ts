import type { BootMode, BootOverride } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import type { Bmc } from './bmc.js';
import {
  byteOf,
  deviceOf,
  flagsFor,
  isPersistent,
  isValid,
  modeOf,
  parseBootFlags,
  sameSelector,
  settableDevices,
  supermicroUefiDisk,
  type BootFlags,
  type WantedBoot,
} from './boot-flags.js';
import { isNotThere } from './failures.js';
import { memoryOf } from './memory.js';
import { manufacturerIdOf } from './printed.js';

export interface ArmedBoot {
  readonly changed: boolean;
  /** It has to be sent again before each start. */
  readonly rearmed: boolean;
  readonly mode: BootMode | null;
}

export interface BootPlan {
  readonly before: BootFlags;
  readonly wanted: WantedBoot;
  readonly flags: BootFlags;
  /** The BMC shows it, and shows that it is valid. */
  readonly armed: boolean;
}

export async function readBootFlags(bmc: Bmc): Promise<BootFlags> {
  const answer = await bmc.ask('raw', '0x00', '0x09', '0x05', '0x00', '0x00');
  const flags = parseBootFlags(answer);
  if (flags !== undefined) return flags;
  throw new DriverError('unsupported', `the BMC at ${bmc.target.host} does not tell its boot flags`, {
    evidence: [`raw 0x00 0x09 0x05 0x00 0x00 → ${answer.trim()}`],
    advice: 'Set the boot order in the BIOS of the node: network first.',
  });
}

/** What would have to be sent; throws where IPMI cannot say it. */
export async function planBoot(bmc: Bmc, asked: WantedBoot, context: Pick<ActionContext, 'quirk'>): Promise<BootPlan> {
  const before = await readBootFlags(bmc);
  const wanted = { ...asked, mode: asked.mode ?? bmc.target.bootMode ?? modeOf(before) ?? 'uefi' };
  const flags = flagsFor(wanted, await diskSelector(bmc, wanted, context));
  if (flags === undefined) {
    throw new DriverError('unsupported', `IPMI cannot tell a node to boot from ${asked.device}`, {
      evidence: [`it knows ${settableDevices.join(', ')}`],
    });
  }
  const armed = before.flags === flags.flags && sameSelector(before, flags);
  const cleared = asked.device === 'none' && !isValid(before) && deviceOf(before) === 'none';
  return { before, wanted, flags, armed: armed || cleared };
}

/** IANA enterprise number. */
const supermicro = 10_876;

async function diskSelector(
  bmc: Bmc,
  { device, mode }: WantedBoot,
  context: Pick<ActionContext, 'quirk'>,
): Promise<number | undefined> {
  if (device !== 'disk' || mode !== 'uefi' || manufacturerIdOf(await bmc.ask('mc', 'info')) !== supermicro) {
    return undefined;
  }
  context.quirk('supermicro-uefi-disk-selector');
  return supermicroUefiDisk;
}

/** Makes the next start boot as wanted, and reads back what the BMC kept of it. */
export async function armBoot(bmc: Bmc, asked: WantedBoot, context: ActionContext): Promise<ArmedBoot> {
  const { before, wanted, flags, armed } = await planBoot(bmc, asked, context);
  const rearmed = !asked.once && asked.device !== 'none' && bmc.target.rearmBootDevice;
  if (armed) return { changed: false, rearmed, mode: modeOf(before) };
  if (bmc.target.keepBootDevice) await outlastsAMinute(bmc, context);
  await bmc.change('raw', '0x00', '0x08', '0x05', byteOf(flags.flags), byteOf(flags.selector), '0x00', '0x00', '0x00');
  const now = await readBootFlags(bmc);
  refuseOther(now, { wanted, flags });
  const forgetful = isPersistent(flags) && isValid(now) && !isPersistent(now);
  if (forgetful) context.quirk('boot-device-for-one-start-only');
  const changed = now.flags !== before.flags || now.selector !== before.selector;
  return { changed, rearmed: rearmed || forgetful, mode: modeOf(now) };
}

/** Parameter 3, bit 3: do not forget the boot flags when no start follows within 60 s. Not every BMC knows it. */
async function outlastsAMinute(bmc: Bmc, context: ActionContext): Promise<void> {
  try {
    await bmc.change('raw', '0x00', '0x08', '0x03', '0x08');
  } catch (error) {
    if (!isNotThere(error)) throw error;
    context.progress('this BMC may forget the boot device after 60 s: it cannot be told otherwise');
  }
}

/** Some keep the device alone: what says of itself that it is not valid is judged by that. */
function refuseOther(now: BootFlags, { wanted, flags }: Pick<BootPlan, 'wanted' | 'flags'>): void {
  const mode = modeOf(now);
  if (sameSelector(now, flags) && (mode === null || wanted.device === 'none' || mode === wanted.mode)) return;
  const sent = `${byteOf(flags.flags)} ${byteOf(flags.selector)}`;
  throw new DriverError('rejected', `the BMC accepted ${wanted.device} as boot device but does not show it`, {
    evidence: [`boot flags sent: ${sent}`, `read back: ${byteOf(now.flags)} ${byteOf(now.selector)}`],
    advice: 'Look at the boot settings of the node; its BIOS may forbid this boot device or boot mode.',
  });
}

/** What this start is to boot from: what it asks for, else what the BMC cannot keep by itself. */
export function bootOfStart(boot: BootOverride | undefined, context: ActionContext): WantedBoot | undefined {
  if (boot !== undefined) return { ...boot, once: boot.once ?? true };
  const { rearm } = memoryOf(context.memory);
  return rearm && { ...rearm, once: true };
}

/** Keeps what is to be sent again before each start, or that nothing is. */
export async function rememberBoot(context: ActionContext, rearm: WantedBoot | null): Promise<void> {
  const { rearm: before, ...memory } = memoryOf(context.memory);
  if (before?.device === rearm?.device && before?.mode === rearm?.mode) return;
  await context.remember(rearm === null ? memory : { ...memory, rearm: { device: rearm.device, mode: rearm.mode } });
}
