import { exec, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

const root = join(import.meta.dirname, '../..');
const run = promisify(exec);
let drydock: Drydock;
beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

/** The block of shell commands in a page that has the text in it. */
async function commandIn(page: string, part: string): Promise<string> {
  const blocks = [...(await readFile(join(root, page), 'utf8')).matchAll(/^```sh\n(.*?)^```$/gms)];
  const found = blocks.map(([, block = '']) => block).filter((block) => block.includes(part));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with ${part}`);
  return found[0] ?? '';
}

/** What a command prints that an operator copies out of a page, with this Drydock in place of the usual one. */
async function outputOf(command: string, folder: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const here = drydock.urls.orchestrator;
  const { stdout } = await run(command.replaceAll('http://127.0.0.1:9000', here), {
    cwd: join(root, folder),
    env: { ...process.env, TOKEN: drydock.token, DRYDOCK: here, ...more },
    timeout: 30_000,
  });
  return stdout;
}

/** As soon as every service has announced itself. */
const submitted = (command: string, folder: string): Promise<{ id: string; status: string; findings: unknown[] }> =>
  eventually(async () => {
    const answer = JSON.parse(await outputOf(command, folder));
    expect(answer).toMatchObject({ id: expect.any(String) });
    return answer;
  });

/** Tests ask for nothing but Node, and operators have curl. */
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe.runIf(hasCurl)('the commands of the documentation', () => {
  it('ask what Drydock thinks of a site in files', async () => {
    const command = await commandIn('examples/sites/README.md', 'my-site/*.yaml');
    const answer = await submitted(command.replace('my-site/', 'sample/'), 'examples/sites');
    expect(answer).toMatchObject({ status: 'valid', nodes: 8, findings: [] });
  });

  it('submit the manifests of an Airship site', async () => {
    const command = await commandIn('docs/site-design.md', 'application/x-tar');
    expect(await submitted(command, 'examples/sites/airship')).toMatchObject({ status: 'valid', nodes: 2 });
  });

  it('show what a new design would change, as an operator reads it', async () => {
    const submit = await commandIn('examples/sites/README.md', 'my-site/*.yaml');
    const before = await submitted(submit.replace('my-site/*.yaml', 'sample/*.yaml'), 'examples/sites');
    const changed = submit
      .replace('cat "$file"', 'sed "s/Ethernet4 /Ethernet9 /" "$file"')
      .replace('my-site/', 'sample/');
    const after = await submitted(changed, 'examples/sites');
    const text = await outputOf(await commandIn('docs/site-design.md', '/diff?to='), '.', {
      OLD: before.id,
      NEW: after.id,
    });
    expect(text).toMatch(/^0 nodes added, 0 removed, 2 changed, 6 unchanged\n/);
    expect(text).toContain('port Ethernet4 → Ethernet9');
  });

  it('order a task in waves, and keep nodes out of it', async () => {
    const { id } = await submitted(
      (await commandIn('examples/sites/README.md', 'my-site/*.yaml')).replace('my-site/', 'sample/'),
      'examples/sites',
    );
    const page = 'docs/operations/rollouts.md';
    const said = await outputOf(await commandIn(page, 'say POST'), '.');
    const answers = said
      .replaceAll('}{', '}\n{')
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toMatchObject([
      { name: 'rack01-node01', protected: { reason: 'the only copy of the archive' } },
      { name: 'rack01-node01', protected: null },
      { name: 'rack01-node02', maintenance: { reason: 'its fans are changed' } },
      { name: 'rack01-node02', maintenance: null },
      { name: 'rack01-node03', hold: { task: null } },
      { name: 'rack01-node03', hold: null },
    ]);
    const task = JSON.parse(await outputOf(await commandIn(page, '"waves"'), '.', { DESIGN: id }));
    expect(task).toMatchObject({
      waves: { canary: 1, maxParallel: 20, perRack: 2 },
      stopAfter: '10%',
      nodes: { length: 8 },
    });
  });
});
