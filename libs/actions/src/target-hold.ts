import { DriverError } from '@drydock/driver';
import type { TakenAction } from './runner.store.js';

/** The target belongs to another holder by now: whatever the driver says of it counts no more. */
export class TargetLost extends Error {
  override readonly name = 'TargetLost';
}

/**
 * Writes something that a driver asked to be kept. When the target was lost the driver is not to go on; when the
 * database is away for a moment the action is tried again later, from what was kept before.
 */
export async function keptFor(
  { name, key }: TakenAction,
  what: 'checkpoint' | 'memory',
  write: () => Promise<boolean>,
): Promise<void> {
  const kept = await write().catch((cause: unknown) => {
    throw new DriverError('busy', `the ${what} could not be written: the database of the service refused it`, {
      evidence: [cause instanceof Error ? cause.message : String(cause)],
      advice: 'See whether the database of the service is up; the action goes on by itself when it is.',
      cause,
    });
  });
  if (!kept) throw new TargetLost(`the ${what} of ${name} was refused: ${key} belongs to another holder`);
}
