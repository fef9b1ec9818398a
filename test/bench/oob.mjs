// How the oob service does with many BMCs: `npm run bench:oob`, or a quick look with `-- --bmcs 500 --cycles 100`.
// One process of oob, one of simulated BMCs, Postgres and nats-server share this machine. With `--write` the figures go
// into docs/performance.md.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { difference, processorTime } from './processor-time.mjs';
import { writePage } from './report.mjs';
import { startServers, startServices } from './stack.mjs';

const { values: options } = parseArgs({
  options: {
    bmcs: { type: 'string', default: '10000' },
    cycles: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
});
const [bmcs, cycles] = [Number(options.bmcs), Number(options.cycles)];
const nodeName = (index) => `node${String(index).padStart(5, '0')}`;

/** As in docker-compose.yml. Left alone, V8 takes of a large machine's memory several times what it needs. */
const memory = ['--max-semi-space-size=8', '--max-old-space-size=256'];

const lab = fork(join(dirname(fileURLToPath(import.meta.url)), 'bmcs.mjs'), [String(bmcs)]);
const gone = once(lab, 'exit').then(() => Promise.reject(new Error('the simulated BMCs have gone; see above why')));
const [{ urls, credential }] = await Promise.race([once(lab, 'message'), gone]);
const servers = await startServers();
const services = await startServices(servers, {
  nodeOptions: memory,
  only: ['oob'],
  environment: { DRYDOCK_WATCH_SECONDS: '86400' },
});
const database = new pg.Client({ connectionString: servers.postgres.databases.oob });
const pids = { ...services.pids, bmcs: lab.pid, postgres: servers.postgres.pid, nats: servers.nats.pid };
try {
  await database.connect();
  const rows = [
    await measured(`${bmcs} BMCs asked for the first time (PowerOffNode of nodes that are off)`, introduce),
    await measured(`${bmcs} BMCs looked at, all due at once`, sweep),
    await measured(`${bmcs} BMCs looked at again`, sweep),
    await measured(`5 × GET /api/v1/nodes of ${bmcs} nodes`, list),
    await measured(`${cycles} × PowerCycleNode, 1 s to go off and 1.5 s to come on`, powerCycle),
  ];
  const table = markdown(rows);
  console.log(`\n${table}`);
  if (options.write) await writePage(table, 'bench:oob');
} finally {
  await database.end();
  await services.stop();
  await servers.stop();
  gone.catch(() => undefined);
  lab.disconnect();
}

async function measured(name, work) {
  const before = processorTime(pids);
  const startedAt = performance.now();
  const note = await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const row = { name, seconds, used: difference(processorTime(pids), before), load: loadavg()[0].toFixed(1), note };
  row.memory = memoryOf(pids.oob);
  console.log(`${name}: ${seconds.toFixed(2)} s${note ? `, ${note}` : ''}`);
  return row;
}

async function introduce() {
  await each(bmcs, (index) => act(index, 'PowerOffNode', { graceful: false }));
  return `${await count(`select count(*) from action where state = 'succeeded'`)} succeeded`;
}

/** Everything is due at once, as after a long stop. */
async function sweep() {
  const { rows } = await database.query(`update bmc set look_at = now() returning key`);
  const until = Date.now() + 300_000;
  while (
    (await count(
      `select count(*) from bmc b join target t using (key) where b.look_at <= now() or t.holder is not null`,
    )) > 0
  ) {
    if (Date.now() > until) throw new Error('not all BMCs were looked at within 5 minutes');
    await wait(100);
  }
  return `${rows.length} seen, ${await count('select count(*) from bmc where unreachable_since is not null')} unreachable`;
}

/** Five times, since the first is also compiled. */
async function list() {
  const times = [];
  let listed = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    const from = performance.now();
    const { body } = await services.ask('GET', '/api/v1/nodes?limit=10000');
    listed = body.items.length;
    times.push(performance.now() - from);
  }
  const [, , median] = times.sort((one, other) => one - other);
  return `${listed} nodes, median ${median.toFixed(0)} ms`;
}

async function powerCycle() {
  await each(cycles, (index) => act(index, 'PowerCycleNode', {}), cycles);
  lab.send('counters');
  const [{ cycles: counted }] = await once(lab, 'message');
  const exact = counted.filter(([offs, ons]) => offs + ons > 0).length;
  return `${await count(`select count(*) from action where name = 'PowerCycleNode' and state = 'succeeded'`)} succeeded, ${exact} nodes were switched`;
}

/** Asks for an action and waits for its end. */
async function act(index, action, parameters) {
  const target = { type: 'redfish', address: urls[index], credential };
  const { body } = await services.ask('POST', '/api/v1/actions', { action, node: nodeName(index), target, parameters });
  for (;;) {
    const { body: record } = await services.ask('GET', `/api/v1/actions/${body.id}`);
    if (['succeeded', 'failed', 'cancelled'].includes(record.state)) return record;
  }
}

/** Some at a time, so that what is measured is the service and not the asking. */
async function each(number, work, together = 200) {
  let next = 0;
  const worker = async () => {
    while (next < number) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(together, number) }, worker));
}

async function count(text) {
  return Number((await database.query(text)).rows[0].count);
}

function memoryOf(pid) {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(kilobytes / 1024);
}

function markdown(rows) {
  return [
    '| what | seconds | oob CPU s | postgres CPU s | BMCs CPU s | oob memory, peak so far | load average |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...rows.map(({ name, seconds, used, memory, load, note }) => {
      const cpu = (process) => ((used[process] ?? 0) / 1_000).toFixed(1);
      const what = `${name}${note ? `: ${note}` : ''}`;
      return `| ${what} | ${seconds.toFixed(2)} | ${cpu('oob')} | ${cpu('postgres')} | ${cpu('bmcs')} | ${memory} MiB | ${load} |`;
    }),
  ].join('\n');
}
