import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export interface ChildCommand {
  readonly name: string;
  /** The JavaScript file to run with this same Node. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Answers 200 once it is ready. */
  readonly readyUrl: string;
  readonly log: (line: string) => void;
  /** Ends the start and, later, the program. */
  readonly signal: AbortSignal;
}

/** Something that runs until it ends or is stopped. */
export interface Running {
  readonly pid: number;
  /** Resolves, never rejects, when it has ended: "exit code 1" or "SIGKILL". */
  readonly exited: Promise<string>;
  /** Asks it to end in order; kills it when it does not in time. */
  stop(): Promise<void>;
}

/** It could not be started; the message says why in one line. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const readyLimitMs = 60_000;
const stopLimitMs = 12_000;

/**
 * Starts a program of ours and waits until it is ready. It is a process group of its own, so that Ctrl-C reaches the launcher alone,
 * and it has an IPC channel, which closes when the launcher dies: then it stops by itself.
 */
export async function startChild(command: ChildCommand): Promise<Running> {
  const { name, main, environment, readyUrl, log, signal } = command;
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const lastLines: string[] = [];
  const tell = (line: string): void => {
    if (lastLines.push(line) > 20) lastLines.shift();
    log(line);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, tell);
  const ended = new AbortController();
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // 'close', not 'exit': by then its last line has been read.
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => ended.abort());
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  signal.addEventListener('abort', () => void stop(), { once: true, signal: ended.signal });
  const ready = await becomesReady(readyUrl, AbortSignal.any([ended.signal, signal]));
  if (ready && child.pid !== undefined) return { pid: child.pid, exited, stop };
  if (!ended.signal.aborted) {
    await stop();
    signal.throwIfAborted();
    throw new StartError(`${name} was not ready within ${readyLimitMs / 1000} s: ${readyUrl} does not answer 200`);
  }
  signal.throwIfAborted();
  const reason = lastLines.find((line) => /^Not started: |Error: /.test(line)) ?? lastLines.at(-1) ?? (await exited);
  throw new StartError(`${name} did not start: ${reason.replace('Not started: ', '')}`);
}

const eachLine = (stream: Readable, tell: (line: string) => void): void => {
  createInterface({ input: stream }).on('line', tell);
};

/** Asks until it answers, ends, or the time is over. */
async function becomesReady(url: string, over: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([over, AbortSignal.timeout(readyLimitMs)]);
  while (!signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) }).catch(
      () => null,
    );
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await pause(100);
  }
  return false;
}
