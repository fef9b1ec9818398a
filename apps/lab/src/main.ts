import { ConfigError, readConfig } from './config.js';
import { startLab, type Log, type RunningLab } from './start-lab.js';

const stopWithinMs = 10_000;

const print: Log = (message, facts) =>
  console.log(JSON.stringify({ time: new Date().toISOString(), service: 'lab', ...facts, msg: message }));

/** An error and its causes in one line; the stack only of what nobody expected. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message);
  const expected = error instanceof ConfigError || error.cause !== undefined;
  return expected ? causes.join(' ← ') : `${causes.join(' ← ')}\n${error.stack ?? ''}`;
}

function refuse(error: unknown): never {
  console.error(`Not started: ${explain(error)}`);
  process.exit(1);
}

function stopOn(signals: readonly NodeJS.Signals[], { lab, exitWithParent }: Stoppable): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    lab.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`Not stopped cleanly: ${explain(error)}`);
        process.exit(1);
      },
    );
  };
  for (const signal of signals) process.on(signal, stop);
  if (exitWithParent) process.on('disconnect', stop);
}

interface Stoppable {
  readonly lab: RunningLab;
  readonly exitWithParent: boolean;
}

try {
  const config = readConfig();
  const lab = await startLab(config, config.isQuiet ? () => {} : print);
  stopOn(['SIGTERM', 'SIGINT'], { lab, exitWithParent: config.exitWithParent });
} catch (error) {
  refuse(error);
}
