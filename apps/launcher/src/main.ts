import { launcherConfig } from './config.js';
import { explain } from './explain.js';
import { parseFlags, usage } from './flags.js';
import { launch } from './launch.js';

/** Stopping takes at most this long; what still runs then notices by itself that we are gone. */
const stopLimitMs = 40_000;

async function main(): Promise<void> {
  let data = '.drydock';
  try {
    const flags = parseFlags(process.argv.slice(2), process.cwd());
    if (flags === 'help') {
      console.log(usage);
      return;
    }
    data = flags.data;
    const interrupted = new AbortController();
    const stop = (): void => {
      if (interrupted.signal.aborted) return;
      interrupted.abort();
      setTimeout(() => process.exit(1), stopLimitMs).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    // The process that started us has died.
    process.on('disconnect', stop);
    // Whoever read our output may have gone; that is no reason to fall.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    const output = { out: process.stdout, err: process.stderr };
    await launch({ flags, config: launcherConfig(), output, signal: interrupted.signal });
  } catch (error) {
    console.error(`Drydock: ${explain(error, data)}`);
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}

await main();
