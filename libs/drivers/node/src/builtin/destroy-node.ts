import { again, done, risk, would, type DriverActions } from '@drydock/driver';
import { shown, shownChoice } from './disk-choice.js';
import { askFor, failureOf, findBootstrapperNode, pollSeconds, progressOf, withdraw } from './node-work.js';
import type { BootstrapperNode } from './views.js';

/** The agent erases the disks and reads them back; the record stays, and the node is available again. */
export const DestroyNode: DriverActions<'node'>['DestroyNode'] = async (command, context) => {
  const { id, target, node, parameters } = command;
  const { erase = 'quick', eraseScope = 'designed' } = parameters;
  const asked = { target, node, kind: 'erasures', id, body: { method: erase, scope: eraseScope } } as const;
  if (context.signal.aborted) return withdraw(asked);

  const known = await findBootstrapperNode(target, node, context.signal);
  if (known === null) return context.dryRun ? would([]) : done({ state: 'absent', erased: [] });
  if (context.dryRun) return wouldErase(known, { node, erase, eraseScope });
  const work = await askFor(asked, context.signal);
  if (work.state === 'open') return again(pollSeconds, ...progressOf(node, work, known));
  if (work.state !== 'succeeded') throw failureOf(node, work);
  return done({ state: 'available', erased: work.erased });
};

interface Asked {
  readonly node: string;
  readonly erase: 'none' | 'quick' | 'full';
  readonly eraseScope: 'designed' | 'all-local';
}

function wouldErase({ disks, inventory }: BootstrapperNode, { node, erase, eraseScope }: Asked) {
  const present = inventory?.disks ?? [];
  const meant = eraseScope === 'all-local' ? present.map(shown) : disks.map((disk) => shownChoice(disk, present));
  const erased = erase === 'none' ? [] : meant;
  return would(
    [...erased.map((disk) => `erase ${disk} of ${node} (${erase})`), `make ${node} available again`],
    erased.map((disk) => risk('data-loss', `what is on ${disk} of ${node} is lost`)),
  );
}
