import { fetch } from 'undici';
import type { NodeFetch } from './boot-environment.js';

interface Cable {
  /** Whether anything gets through just now. */
  readonly isOpen: () => boolean;
  readonly onChange: (listener: () => void) => () => void;
}

/** HTTP through a cable that may be cut at any moment, for as long as the node lives. */
export function fetchThrough({ isOpen, onChange }: Cable, life: AbortSignal): NodeFetch {
  let cut = new AbortController();
  const forget = onChange(() => {
    if (isOpen()) return;
    cut.abort(refused());
    cut = new AbortController();
  });
  life.addEventListener('abort', forget, { once: true });
  return (url, init) => {
    life.throwIfAborted();
    if (!isOpen()) return Promise.reject(new TypeError('fetch failed', { cause: refused() }));
    const signals = [life, cut.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(url, { ...init, signal: AbortSignal.any(signals) });
  };
}

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
