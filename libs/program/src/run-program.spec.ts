import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram, type ProgramCall } from './run-program.js';

let folder: string;
let stop: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-program-'));
  stop = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string, more: Partial<ProgramCall> = {}) =>
  runProgram({ program: 'sh', args: ['-c', script], timeoutMs: 20_000, signal: stop.signal, ...more });

const isAlive = (pid: number): boolean => {
  try {
    // A process that has ended and that nobody has asked for is a zombie, and has no command line.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
};

/** A program that notes its own process and that of a child which would outlive it, and ignores being asked to stop. */
const stubborn = () =>
  `trap '' TERM; sleep 300 & echo $$ $! > ${folder}/pids.part; mv ${folder}/pids.part ${folder}/pids; wait; sleep 300`;
const pids = (): number[] => readFileSync(join(folder, 'pids'), 'utf8').trim().split(' ').map(Number);

describe('a program of others', () => {
  it('is run to its end, with what it said and how it ended', async () => {
    const ended = await shell('cat; echo hello; echo trouble >&2; exit 3');
    expect(ended).toEqual({ code: 3, stdout: 'hello\n', stderr: 'trouble\n' });
  });

  it('sees what it is given of the environment, and no secret of the service', async () => {
    process.env['DATABASE_URL'] = 'postgres://user:secret@host/db';
    try {
      const { stdout } = await shell('env', { env: { IPMI_PASSWORD: 'calvin' } });
      expect(stdout).toContain('IPMI_PASSWORD=calvin');
      expect(stdout).toContain('LC_ALL=C');
      expect(stdout).toContain(`PATH=${process.env['PATH']}`);
      expect(stdout).not.toContain('DATABASE_URL');
    } finally {
      delete process.env['DATABASE_URL'];
    }
  });

  it('that is not there is told apart from one that fails', async () => {
    const missing = runProgram({ program: 'no-such-tool', args: [], timeoutMs: 1000, signal: stop.signal });
    await expect(missing).rejects.toMatchObject({ fault: 'missing', message: expect.stringContaining('no-such-tool') });
  });

  it('is ended with all that it has started when it is stopped', async () => {
    const running = shell(stubborn());
    running.catch(() => undefined);
    await expect.poll(() => existsSync(join(folder, 'pids'))).toBe(true);
    expect(pids().every(isAlive)).toBe(true);
    stop.abort();
    await expect(running).rejects.toMatchObject({ fault: 'stopped' });
    await expect.poll(() => pids().some(isAlive)).toBe(false);
  });

  it('that hangs is ended when its time is up', async () => {
    const running = shell(stubborn(), { timeoutMs: 300 });
    await expect(running).rejects.toMatchObject({ fault: 'timed-out' });
    await expect.poll(() => pids().some(isAlive)).toBe(false);
  });

  it('that ends and leaves somebody with its standard output open is ended too', async () => {
    await expect(shell('sleep 300 &', { timeoutMs: 300 })).rejects.toMatchObject({ fault: 'timed-out' });
  });

  it('that writes without end is ended before it fills the memory', async () => {
    await expect(shell('yes')).rejects.toMatchObject({ fault: 'too-long' });
  });

  it('is not even started once it is stopped', async () => {
    stop.abort();
    await expect(shell(`touch ${folder}/started`)).rejects.toMatchObject({ fault: 'stopped' });
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });
});
