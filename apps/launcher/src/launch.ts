import { demoJson, demoText, readyJson, readyText } from './announcement.js';
import { bringUp, type Up } from './bring-up.js';
import type { LauncherConfig } from './config.js';
import { takeDataDirectory } from './data-directory.js';
import { boardOn, linesTo, type Display } from './demo/display.js';
import { runSampleDemo } from './demo/sample-demo.js';
import type { Flags } from './flags.js';
import { Logs } from './logs.js';

export interface LaunchOptions {
  readonly flags: Flags;
  readonly config: LauncherConfig;
  readonly output: Output;
  /** Aborted when everything shall stop. */
  readonly signal: AbortSignal;
}

export interface Output {
  /** Results, for whoever reads us. */
  readonly out: NodeJS.WriteStream;
  /** What happens, and logs. */
  readonly err: NodeJS.WriteStream;
}

/** Brings everything up, runs the demo, and stays until the signal aborts; then everything is stopped. */
export async function launch({ flags, config, output, signal }: LaunchOptions): Promise<void> {
  const directory = await takeDataDirectory(flags.data);
  const say = (line: string): void => void (flags.output === 'json' ? output.err : output.out).write(`${line}\n`);
  const logs = new Logs(
    directory.logs,
    flags.output === 'json' ? (line) => void output.err.write(`${line}\n`) : () => undefined,
  );
  let display: Display = linesTo(say);
  let up: Up | undefined;
  try {
    const told = (name: string, what: string): void => display.note(`${name}: ${what}`);
    up = await bringUp({ flags, config, directory, logs, told, signal });
    if (flags.output === 'json') output.out.write(`${readyJson(up)}\n`);
    if (flags.demo === 'run') {
      if (flags.output === 'text' && output.out.isTTY) display = boardOn(output.out, config.colour);
      const outcome = await runSampleDemo({ up, display, signal });
      display.close();
      display = linesTo(say);
      say(`\n${demoText(outcome)}`);
      if (flags.output === 'json') output.out.write(`${demoJson(outcome)}\n`);
    }
    if (flags.output === 'text') say(`\n${readyText(up, directory.logs)}`);
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    display.close();
    if (up) say('Stopping …');
    await up?.stop();
    await logs.close();
    await directory.release();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
