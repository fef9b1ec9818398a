import { bootDevices, bootModes } from '@drydock/contracts';
import type { ActionContext } from '@drydock/driver';
import { at } from '@drydock/redfish';
import { rememberToo } from './memory.js';
import type { WantedBoot } from './boot.js';

/** The boot device to send again before each start, as it was remembered; undefined when there is none. */
export function rememberedBoot(memory: unknown): WantedBoot | undefined {
  const device = bootDevices.find((known) => known === at(memory, 'rearm', 'device'));
  const remembered = bootModes.find((known) => known === at(memory, 'rearm', 'mode'));
  return device && { device, once: true, mode: remembered };
}

/** Keeps in the target's memory what is to be sent again before each start, or that nothing is. */
export async function rememberBoot(context: ActionContext, rearm: WantedBoot | null): Promise<void> {
  const before = rememberedBoot(context.memory) ?? null;
  if (before?.device === rearm?.device && before?.mode === rearm?.mode) return;
  await rememberToo(context, { rearm: rearm && { device: rearm.device, mode: rearm.mode } });
}
