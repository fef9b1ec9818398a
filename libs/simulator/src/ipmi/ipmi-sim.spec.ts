import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testNode } from '../testing/test-node.js';
import { ChassisDoor } from './chassis-door.js';
import { startIpmiBmc } from './ipmi-bmc.js';
import { chassisOf } from './node-chassis.js';

const run = promisify(execFile);

afterEach(() => vi.unstubAllEnvs());

function startWithoutIpmiSim() {
  vi.stubEnv('PATH', '/nowhere');
  const credential = { username: 'root', password: 'calvin-lab' };
  return startIpmiBmc({ host: '127.0.0.1', port: 0, credential, node: testNode() });
}

describe('an IPMI BMC', () => {
  it('says which package is missing where there is no ipmi_sim', async () => {
    await expect(startWithoutIpmiSim()).rejects.toThrow(
      'The BMC of rack01-node01 cannot be simulated: there is no ipmi_sim; install the Debian package openipmi.',
    );
  });

  it('removes the files of those that were killed, and nobody else’s', async () => {
    const killed = spawnSync('true').pid;
    const [left, used] = await Promise.all(
      [killed, process.ppid].map((pid) => mkdtemp(join(tmpdir(), `drydock-ipmi-sim-${hostname()}-${pid}-`))),
    );
    await expect(startWithoutIpmiSim()).rejects.toThrow('there is no ipmi_sim');
    expect(existsSync(left ?? '')).toBe(false);
    expect(existsSync(used ?? '')).toBe(true);
    await rm(used ?? '', { recursive: true });
  });
});

describe('the program that ipmi_sim runs for the chassis', () => {
  const asked = async (words: readonly string[], change: (program: string) => string = (program) => program) => {
    const node = testNode();
    const door = await ChassisDoor.open(chassisOf(node));
    const folder = await mkdtemp(join(tmpdir(), 'drydock-chassis-'));
    try {
      const program = join(folder, 'chassis');
      await writeFile(program, change(door.program), { mode: 0o700 });
      const { stdout } = await run(program, [...words]);
      return { stdout, node };
    } finally {
      await door.close();
      await node.vanish();
      await rm(folder, { recursive: true });
    }
  };

  it('tells of the node, and changes it', async () => {
    expect((await asked(['get', 'power', 'boot'])).stdout).toBe('power:0\nboot:none\n');
    const { node } = await asked(['set', 'boot', 'pxe']);
    expect(node.boot.state.override).toMatchObject({ target: 'Pxe', enabled: 'Once' });
    expect((await asked(['set', 'power', '1'])).node.counters.powerOns).toBe(1);
  });

  it('fails where the hardware refuses, and for who does not have the secret', async () => {
    await expect(asked(['set', 'reset', '1'])).rejects.toMatchObject({ code: 1 });
    await expect(asked(['set', 'boot', 'tape'])).rejects.toMatchObject({ code: 1 });
    const guessed = (program: string) => program.replace(/'[0-9a-f]{48}'/, `'${'0'.repeat(48)}'`);
    await expect(asked(['get', 'power'], guessed)).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});
