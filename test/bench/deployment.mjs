import { setTimeout as wait } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { fakeSite } from '../scenarios/fake-site.ts';
import { difference, processorTime } from './processor-time.mjs';

const announcedWithinMilliseconds = 60_000;
const endWithinMilliseconds = 900_000;
const settleMilliseconds = 500;

/** Orders one task over a site of fakes and measures it from the order to the end of the task. */
export async function measureTask({ servers, services }, { name, kind, nodes, credential, delayMs }) {
  const design = await submit(services, fakeSite(nodes, {}, { credential, delayMs }));
  const pids = { ...services.pids, postgres: servers.postgres.pid, 'nats-server': servers.nats.pid };
  const watch = new pg.Client({ connectionString: servers.postgres.databases.orchestrator });
  await watch.connect();
  await wait(settleMilliseconds);
  const before = processorTime(pids);
  const began = performance.now();
  try {
    const { status, body } = await services.ask('POST', '/api/v2/tasks', { kind, design, nodes: { all: true } });
    if (status !== 201) throw new Error(`the task was refused: ${JSON.stringify(body)}`);
    const outcome = await ended(watch, body.id);
    const seconds = (performance.now() - began) / 1_000;
    const time = difference(processorTime(pids), before);
    if (outcome !== 'success') throw new Error(`${kind} of ${nodes} nodes ended with ${outcome}`);
    return { name, nodes, actions: await actionsOf(watch, body.id), seconds, time, load: loadavg()[0] };
  } finally {
    await watch.end();
  }
}

/** Nothing can be sealed for a service before it has announced its keys. */
async function submit(services, documents) {
  const until = Date.now() + announcedWithinMilliseconds;
  for (;;) {
    const { status, body } = await services.ask('POST', '/api/v2/designs', documents);
    if (status === 201) return body.id;
    if (Date.now() > until || status !== 503) throw new Error(`the design was refused: ${JSON.stringify(body)}`);
    await wait(200);
  }
}

/** Looks at the row, which costs the services nothing. */
async function ended(watch, id) {
  const until = Date.now() + endWithinMilliseconds;
  while (Date.now() < until) {
    const { rows } = await watch.query('select outcome from task where id = $1', [id]);
    if (rows[0]?.outcome) return rows[0].outcome;
    await wait(20);
  }
  throw new Error(`the task ${id} had not ended after ${endWithinMilliseconds / 1_000} s`);
}

/** Every action was asked for by a step that was sent to a service. */
async function actionsOf(watch, id) {
  const { rows } = await watch.query(
    'select count(*)::int as actions from step join walk w on w.id = walk_id where w.task_id = $1 and action_id is not null',
    [id],
  );
  return rows[0].actions;
}
