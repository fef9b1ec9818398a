import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { explainExit, LocalServerError } from './local-server.error.js';

export interface ServerCommand {
  /** How messages call it: "Postgres". */
  readonly about: string;
  readonly command: readonly [string, ...string[]];
  /** Where its data is, for messages. */
  readonly directory: string;
  /** The line on standard error that says it is ready. */
  readonly ready: RegExp;
  readonly stopSignal: NodeJS.Signals;
  /** Ends the wait for readiness and, later, the server. */
  readonly signal?: AbortSignal;
  /** Told every line the server logs. */
  readonly log?: (line: string) => void;
}

/** A server that runs as a child of this process. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves, never rejects, when it has ended: "exit code 1" or "SIGKILL". */
  readonly exited: Promise<string>;
  /** Asks it to end in order; kills it when it has not after ten seconds. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 10_000;

/** Starts a server and waits until it says that it is ready. */
export async function startServerProcess(what: ServerCommand): Promise<ServerProcess> {
  const { about, directory, ready, stopSignal, signal, log } = what;
  signal?.throwIfAborted();
  const [program, ...args] = what.command;
  // A process group of its own: Ctrl-C reaches us alone, and we stop servers last.
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, cwd: '/' });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(by ?? `exit code ${code}`));
  });
  const output: string[] = [];
  const isReady = new Promise<'ready'>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (output.push(line) > 40) output.shift();
      log?.(line);
      if (ready.test(line)) resolve('ready');
    });
  });
  const end = async (by: NodeJS.Signals): Promise<void> => {
    child.kill(by);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  const late = AbortSignal.any([AbortSignal.timeout(startLimitMs), ...(signal ? [signal] : [])]);
  const outcome = await Promise.race([isReady, exited, aborted(late)]);
  if (outcome === 'ready' && child.pid !== undefined) {
    signal?.addEventListener('abort', () => void end(stopSignal), { once: true });
    return { pid: child.pid, exited, stop: () => end(stopSignal), kill: () => end('SIGKILL') };
  }
  if (outcome === 'aborted') {
    await end('SIGKILL');
    signal?.throwIfAborted();
    throw new LocalServerError(`${about} was not ready within ${startLimitMs / 1000} s`);
  }
  throw explainExit(about, directory, output.length > 0 ? output : [outcome]);
}

const aborted = (signal: AbortSignal): Promise<'aborted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
