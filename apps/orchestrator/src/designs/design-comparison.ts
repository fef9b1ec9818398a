import { diffDesigns, type DesignDiff } from '@drydock/site-design';
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
  const diff = diffDesigns(
    withFingerprints(before, credentialsCompared ? printsBefore : null),
    withFingerprints(after, credentialsCompared ? printsAfter : null),
  );
  return { diff, credentialsCompared };
}
