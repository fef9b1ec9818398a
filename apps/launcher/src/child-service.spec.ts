import { freePortBlock } from '@drydock/local-servers';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChild, type ChildCommand } from './child-service.js';

/** A service as small as can be: ready at once, stops when told to. */
const wellBehaved = `
  import { createServer } from 'node:http';
  const port = Number(process.env.DRYDOCK_HTTP_PORT);
  createServer((_, answer) => answer.end('ok')).listen(port, '127.0.0.1', () => console.log('listening'));
  process.on('SIGTERM', () => {
    console.log('told to stop');
    process.exit(0);
  });`;

const refusing = `
  console.log('{"level":"info","msg":"hello"}');
  console.error('Not started: DATABASE_URL is not set');
  process.exit(1);`;

const never = new AbortController().signal;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-child-'));
  await writeFile(join(directory, 'well-behaved.mjs'), wellBehaved);
  await writeFile(join(directory, 'refusing.mjs'), refusing);
});
afterAll(() => rm(directory, { recursive: true }));

async function commandFor(program: string, more: Partial<ChildCommand> = {}) {
  const port = await freePortBlock();
  const lines: string[] = [];
  const command: ChildCommand = {
    name: 'oob',
    main: join(directory, program),
    environment: { DRYDOCK_HTTP_PORT: `${port}` },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    log: (line) => lines.push(line),
    signal: never,
    ...more,
  };
  return { command, lines };
}

describe('a service that the launcher starts', () => {
  it('counts as started when it answers, and stops in order', async () => {
    const { command, lines } = await commandFor('well-behaved.mjs');
    const child = await startChild(command);
    await child.stop();
    expect(await child.exited).toBe('exit code 0');
    expect(lines).toEqual(['listening', 'told to stop']);
  });

  it('is not reached by Ctrl-C at the terminal: the launcher decides when it stops', async () => {
    const { command } = await commandFor('well-behaved.mjs');
    const child = await startChild(command);
    // A signal to its process group reaches it alone; were it in ours, this line would end the test run.
    process.kill(-child.pid, 'SIGKILL');
    expect(await child.exited).toBe('SIGKILL');
  });

  it('that cannot start gives its own reason', async () => {
    const { command } = await commandFor('refusing.mjs');
    await expect(startChild(command)).rejects.toThrow(/^oob did not start: DATABASE_URL is not set$/);
  });

  it('that is not there gives the reason of Node', async () => {
    const { command } = await commandFor('missing.mjs');
    await expect(startChild(command)).rejects.toThrow(/^oob did not start: Error: Cannot find module .*missing\.mjs/);
  });

  it('is ended when the start is given up', async () => {
    const given = new AbortController();
    const { command } = await commandFor('well-behaved.mjs', { signal: given.signal, readyUrl: 'http://127.0.0.1:9/' });
    setTimeout(() => given.abort(), 300);
    await expect(startChild(command)).rejects.toThrow(/aborted/);
  });
});
