import { setTimeout as pause } from 'node:timers/promises';
import { cutSeconds, inWords, type Disturbance, type Planned } from './disturbances.js';
import type { Fleet } from './fleet.js';

/**
 * Carries out a plan of disturbances; what lasts longer than the pause after it goes on beside the next. Resolves when all is over,
 * to the time at which the last one began.
 */
export async function upset(fleet: Fleet, plan: readonly Planned[], told: (what: string) => void): Promise<Date> {
  const lasting: Promise<void>[] = [];
  let lastBegan = new Date();
  for (const { afterSeconds, disturbance } of plan) {
    await pause(afterSeconds * 1_000);
    told(inWords(disturbance));
    lastBegan = new Date();
    lasting.push(disturb(fleet, disturbance));
  }
  await Promise.all(lasting);
  return lastBegan;
}

async function disturb(fleet: Fleet, disturbance: Disturbance): Promise<void> {
  switch (disturbance.kind) {
    case 'kill':
      return fleet.kill(disturbance.whom);
    case 'lose the broker store':
      return fleet.loseBrokerStore();
    case 'cut': {
      const { whom, from, comesBack } = disturbance;
      fleet.network.cut(whom, from);
      await pause(cutSeconds * 1_000);
      fleet.network.comeBack(whom, { from, how: comesBack });
    }
  }
}
