import { ConfigError } from './environment.js';
import type { RunningService } from './start-web-service.js';

const stopWithinMilliseconds = 20_000;

/**
 * The life of a service's process: starts it, stops it on SIGTERM and SIGINT (and when its parent goes, if it shall),
 * and ends with one clear line when it cannot start.
 */
export async function runMain(start: () => Promise<RunningService>): Promise<void> {
  const service = await start().catch((error: unknown) => {
    process.stderr.write(`Not started: ${explain(error)}\n`);
    process.exit(1);
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMilliseconds).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Not stopped cleanly: ${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (service.exitWithParent) process.on('disconnect', stop);
}

/** An error and its causes in one line; the stack only where it may help. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    causes.push(cause.message || cause.name);
  const expected = error instanceof ConfigError || error.cause !== undefined;
  return expected ? causes.join(' ← ') : `${causes.join(' ← ')}\n${error.stack ?? ''}`;
}
