/** A signal with a limit of its own. */
export interface Deadline extends Disposable {
  /** Aborted at the limit, or with the signal that it follows. */
  readonly signal: AbortSignal;
  readonly isOver: boolean;
}

/**
 * Follows a signal for so many milliseconds at most, until it is disposed of. What `AbortSignal.any` makes lives, with all
 * that listens to it, until the next full collection of garbage: too long for what is made with every request.
 */
export function deadlineIn(milliseconds: number, outer: AbortSignal): Deadline {
  const inner = new AbortController();
  let isOver = false;
  const follow = () => inner.abort(outer.reason);
  const end = () => {
    isOver = true;
    inner.abort(new DOMException(`not within ${milliseconds} ms`, 'TimeoutError'));
  };
  const timer = setTimeout(end, milliseconds);
  outer.addEventListener('abort', follow, { once: true });
  if (outer.aborted) follow();
  return {
    signal: inner.signal,
    get isOver() {
      return isOver;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer.removeEventListener('abort', follow);
    },
  };
}
