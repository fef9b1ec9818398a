// The smoke of `npm start`: from an empty data directory to a deployed site, then SIGTERM, and nothing of it is left.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodes = 8;
const demoLimitMs = 300_000;
const stopLimitMs = 60_000;
/** What listens, counted from the base. */
const offsets = [0, 1, 2, 3, 22, 32, 80, 90];

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

async function freeBase() {
  for (let base = 12_000; base < 30_000; base += 100) {
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('no free block of ports');
}

/** The command line of a process that runs, or nothing. */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function check(condition, complaint) {
  if (!condition) throw new Error(complaint);
}

async function main() {
  const data = mkdtempSync(join(tmpdir(), 'drydock-smoke-'));
  const base = await freeBase();
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  const logs = [];
  const npm = spawn('npm', ['start', '--silent', '--', '--json', '--port-base', `${base}`, '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => npm.once('exit', (code, signal) => resolve(signal ?? code)));
  createInterface({ input: npm.stderr }).on('line', (line) => logs.push(line));
  const lines = {};
  const demo = new Promise((resolve) => {
    createInterface({ input: npm.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const said = JSON.parse(line);
      if (said.ready) {
        lines.ready = said;
        console.log(`ready after ${seconds()} s`);
      }
      if (said.demo) {
        lines.demo = said;
        resolve();
      }
    });
  });

  try {
    await Promise.race([demo, ended, wait(demoLimitMs, undefined, { ref: false })]);
    check(lines.ready, `not ready after ${seconds()} s`);
    check(lines.demo, `the demo had not ended after ${seconds()} s`);
    const { deployed, taskIds, missing, problems, actions } = lines.demo;
    console.log(`${deployed} of ${lines.demo.nodes} deployed after ${seconds()} s, ${taskIds.length} tasks`, actions);
    check(problems.length === 0, problems.join('\n'));
    check(lines.demo.nodes === nodes && deployed === nodes, `${deployed} of ${nodes} nodes are deployed`);
    check(missing.length === 0, `never asked for: ${missing.join(', ')}`);
    check(actions.asked === actions.answered, `${actions.asked - actions.answered} actions have no answer`);

    npm.kill('SIGTERM');
    const how = await Promise.race([ended, wait(stopLimitMs, 'still running', { ref: false })]);
    check(how === 0 || how === 'SIGTERM', `after SIGTERM npm start ended with ${how}`);
    const left = Object.entries(lines.ready.pids).filter(([, pid]) => commandLine(pid) !== '');
    check(left.length === 0, `still running: ${left.map(([name, pid]) => `${name} (${pid})`).join(', ')}`);
    for (const offset of offsets) check(await isFree(base + offset), `port ${base + offset} is still taken`);
    console.log(`stopped, nothing left, after ${seconds()} s`);
    rmSync(data, { recursive: true, force: true });
  } catch (error) {
    const log = join(root, 'reports/smoke.log');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, logs.join('\n'));
    console.error(`npm start: ${error.message}`);
    console.error(`its last lines (all of them: ${log}):\n${logs.slice(-30).join('\n')}`);
    npm.kill('SIGTERM');
    await Promise.race([ended, wait(stopLimitMs)]);
    process.exitCode = 1;
  }
}

await main();
