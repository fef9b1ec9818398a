import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const main = resolve(import.meta.dirname, '../dist/main.js');
const environment = { PATH: process.env.PATH, DRYDOCK_HTTP_PORT: '19790', DRYDOCK_EXIT_WITH_PARENT: '1' };

const children: ChildProcess[] = [];
beforeAll(() => promisify(execFile)('node_modules/.bin/tsc', ['-b', 'apps/lab'], { cwd: repository }), 120_000);
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main], {
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  const lines = (stream: NodeJS.ReadableStream | null) => {
    const seen: string[] = [];
    if (stream) createInterface({ input: stream }).on('line', (line) => seen.push(line));
    return seen;
  };
  return { child, output: lines(child.stdout), errors: lines(child.stderr), closed: once(child, 'close') };
}

describe('the lab as a program', () => {
  it('says when it is up, and ends in order on SIGTERM', async () => {
    const { child, output, closed } = run();
    await expect.poll(() => output.join(), { timeout: 20_000 }).toContain('the lab is up');
    expect((await fetch('http://127.0.0.1:19790/readyz')).status).toBe(200);
    expect((await fetch('http://127.20.2.14:19790/redfish/v1/')).status).toBe(200);
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
  });

  it('goes when its parent goes', async () => {
    const { child, output } = run();
    await expect.poll(() => output.join(), { timeout: 20_000 }).toContain('the lab is up');
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('says in one line which address is taken', async () => {
    const first = run();
    await expect.poll(() => first.output.join(), { timeout: 20_000 }).toContain('the lab is up');
    const second = run();
    expect(await second.closed).toEqual([1, null]);
    expect(second.errors).toEqual([
      'Not started: The switch rack01-tor cannot listen on 127.20.1.1:19790. ← bind EADDRINUSE 127.20.1.1:19790',
    ]);
  });

  it('says in one line which variable is wrong', async () => {
    const { errors, closed } = run({ DRYDOCK_LAB_PACE: 'fast' });
    expect(await closed).toEqual([1, null]);
    expect(errors).toEqual([
      'Not started: The environment is not right: DRYDOCK_LAB_PACE must be a number from 0 to 1000, not "fast".',
    ]);
  });
});
