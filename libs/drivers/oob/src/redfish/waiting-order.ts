import { at, hasEnded, textOf, textsOf } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { rememberToo, type Memory } from './memory.js';

/** A boot order that was accepted, and that a job of the BMC makes so with the next start. */
export interface WaitingOrder {
  readonly order: readonly string[];
  /** Path of the job. */
  readonly job: string;
}

interface Scene {
  readonly bmc: Bmc;
  readonly context: Memory;
}

/** The order that waits, as it was remembered; null for none, and where its job has ended or is gone. */
export async function waitingOrder({ bmc, context }: Scene): Promise<string[] | null> {
  const job = textOf(at(context.memory, 'waitingOrder', 'job'));
  if (job === null) return null;
  const found = await bmc.client.find(job);
  return found === null || hasEnded(found.body) ? null : textsOf(at(context.memory, 'waitingOrder', 'order'));
}

/** Keeps in the target's memory which order waits, or that none does. */
export async function rememberOrder({ context }: Scene, waiting: WaitingOrder | null): Promise<void> {
  if (waiting === null && textOf(at(context.memory, 'waitingOrder', 'job')) === null) return;
  await rememberToo(context, { waitingOrder: waiting });
}
