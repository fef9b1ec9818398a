import { spawn, type ChildProcess } from 'node:child_process';
import { ProgramError, type ProgramFault } from './program.error.js';

export interface ProgramCall {
  /** A name that is looked for on the PATH, or a path. */
  readonly program: string;
  /** Everybody on the machine can read these: no secrets. */
  readonly args: readonly string[];
  /** On top of what every program gets (see `passedOn`). Only the user of the process can read it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing to read: a program that asks a question gets no answer, and does not wait for one. */
const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];

const mostBytes = 4 * 1024 * 1024;
/** For a program that was told to stop to say goodbye to whom it speaks with. */
const goodbyeMs = 500;

/** What a program needs of our environment to be found and to find its own things. Our secrets stay here. */
const passedOn = ['PATH', 'HOME', 'USER', 'XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK'];

/**
 * Runs a program to its end, in a process group of its own. One that is stopped, takes too long or writes too much is
 * ended with everything that it has started, and is gone when this throws its `ProgramError`.
 */
export function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { program, signal, timeoutMs } = call;
  if (signal.aborted) return Promise.reject(new ProgramError('stopped', program, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    const child = spawn(program, call.args, { env: environmentOf(call), detached: true, stdio });
    let failure: ProgramError | undefined;
    let killing: NodeJS.Timeout | undefined;
    const end = (fault: ProgramFault, cause?: unknown): void => {
      if (failure !== undefined) return;
      failure = new ProgramError(fault, program, { cause });
      signalGroup(child, 'SIGTERM');
      killing = setTimeout(() => signalGroup(child, 'SIGKILL'), goodbyeMs);
    };
    const onAbort = (): void => end('stopped', signal.reason);
    const late = setTimeout(() => end('timed-out'), timeoutMs);
    const read = reader(() => end('too-long'));
    const stdout = read(child.stdout);
    const stderr = read(child.stderr);
    const tidy = (): void => {
      clearTimeout(late);
      clearTimeout(killing);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    child.once('error', (cause) => {
      tidy();
      reject(failure ?? new ProgramError('missing', program, { cause }));
    });
    child.once('close', (code) => {
      tidy();
      // What the program started may have outlived it.
      if (failure !== undefined) signalGroup(child, 'SIGKILL');
      if (failure !== undefined) reject(failure);
      else resolve({ code: code ?? 1, stdout: stdout(), stderr: stderr() });
    });
  });
}

function environmentOf({ env }: ProgramCall): Record<string, string> {
  // eslint-disable-next-line drydock/environment -- where programs are, and their own settings, is for the environment to say
  const ours = process.env;
  const passed: Record<string, string> = {};
  for (const name of passedOn) {
    const value = ours[name];
    if (value !== undefined) passed[name] = value;
  }
  return { ...passed, LC_ALL: 'C', ...env };
}

/** Keeps what comes, as long as both streams together are not too long. */
const reader = (tooLong: () => void) => {
  let bytes = 0;
  return (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) tooLong();
      else chunks.push(chunk);
    });
    return () => Buffer.concat(chunks).toString('utf8');
  };
};

function signalGroup({ pid }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The whole group has ended already.
  }
}
