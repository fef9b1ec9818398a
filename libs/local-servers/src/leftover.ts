import { readFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { LocalServerError } from './local-server.error.js';

export interface Leftover {
  /** A file whose first line is the process id of the last run. */
  readonly pidFile: string;
  /** Text that only our own server has on its command line: the path of its data. */
  readonly marker: string;
  /** How it is asked to stop; killed when it has not after ten seconds. */
  readonly stopSignal: NodeJS.Signals;
}

/**
 * Stops the server that a killed launcher left behind. A process id alone proves nothing after a restart of the machine, so a
 * process whose command line does not carry the marker is left alone, and the stale pid file is removed.
 */
export async function stopLeftover({ pidFile, marker, stopSignal }: Leftover): Promise<void> {
  const pid = await pidIn(pidFile);
  if (pid !== undefined && (await commandLine(pid)).includes(marker)) {
    process.kill(pid, stopSignal);
    if (!(await gone(pid, 10_000))) {
      process.kill(pid, 'SIGKILL');
      if (!(await gone(pid, 5_000)))
        throw new LocalServerError(`process ${pid} of an earlier run does not end; stop it`);
    }
  }
  await rm(pidFile, { force: true });
}

async function pidIn(pidFile: string): Promise<number | undefined> {
  const [first = ''] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  return /^[1-9]\d*$/.test(first.trim()) ? Number(first) : undefined;
}

/** Empty when there is no such process (or no /proc: then nothing is ever taken for ours). */
const commandLine = async (pid: number): Promise<string> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');

/** Polls, because a process that is not our child cannot be waited for. */
async function gone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while ((await commandLine(pid)) !== '') {
    if (performance.now() > deadline) return false;
    await setTimeout(20);
  }
  return true;
}
