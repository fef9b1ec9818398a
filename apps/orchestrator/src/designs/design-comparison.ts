import { diffInSteps, type DesignDiff, type EffectiveDesign } from '@drydock/site-design';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import { withFingerprints } from './credential-fingerprints.js';

/** Compares two designs that are kept, credentials by their fingerprints where both have them. */
export async function compareDesigns(
  designs: DesignStore,
  { from, to }: { from: DesignRow; to: DesignRow },
): Promise<{ diff: DesignDiff; credentialsCompared: boolean }> {
  const [before, after, printsBefore, printsAfter] = await Promise.all([
    designs.effective(from),
    designs.effective(to),
    designs.fingerprints(from.id),
    designs.fingerprints(to.id),
  ]);
  const credentialsCompared = printsBefore !== null && printsAfter !== null;
  const diff = await diffed(
    await withFingerprints(before, credentialsCompared ? printsBefore : null),
    await withFingerprints(after, credentialsCompared ? printsAfter : null),
  );
  return { diff, credentialsCompared };
}

/** One step in a turn of the event loop: it does not stand still for all the nodes of two designs. */
async function diffed(from: EffectiveDesign, to: EffectiveDesign): Promise<DesignDiff> {
  const steps = diffInSteps(from, to);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}
