import { ownValue } from '../documents/source-document.js';
import { valueIn } from './data-path.js';
import type { Draft } from './draft.js';
import type { LayeringAction } from './instructions.js';
import { manifestRules, type Report } from './manifest-rules.js';

/** Does what the document wants done with the data that it inherits; an action that cannot be done is left out. */
export function layer(draft: Draft, actions: readonly LayeringAction[], report: Report): void {
  for (const action of actions) {
    const wrong = carryOut(draft, action);
    if (wrong !== null) {
      const at = { document: draft.document, path: [...action.at, 'path'] };
      report(manifestRules.action, { ...wrong, at });
    }
  }
}

interface Wrong {
  readonly message: string;
  readonly advice: string;
}

function carryOut(draft: Draft, { method, path }: LayeringAction): Wrong | null {
  if (method === 'delete') {
    if (draft.valueAt(path) === undefined) return missing('the parent has nothing at the path that is to be deleted');
    draft.remove(path);
    return null;
  }
  const own = valueIn(ownValue(draft.document.content, 'data'), path);
  if (own === undefined) return missing(`the document itself has nothing at the path to ${method}`);
  const done = method === 'merge' ? draft.merge(path, own) : draft.put(path, own, { rendered: null, path });
  return done ? null : missing('what is inherited has no object or list where the path wants one');
}

const missing = (message: string): Wrong => ({ message, advice: 'Correct the path, or take the action out.' });
