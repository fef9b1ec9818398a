import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { wholeSite } from './design-site.mjs';
import { processorTime } from './processor-time.mjs';
import { startServers, startServices } from './stack.mjs';

const announcedWithinMilliseconds = 60_000;

/**
 * Submits designs to the services as they run in production, then reads the last of them and compares it with the one
 * before, and asks the orchestrator each time how long its event loop stood still.
 */
export async function measureSubmissions(nodes, times) {
  const servers = await startServers();
  try {
    const services = await startServices(servers);
    try {
      await submit(services, Math.min(nodes, 500), 0);
      const runs = [];
      for (let time = 1; time <= times; time += 1) runs.push(await submit(services, nodes, time));
      const [before, last] = runs.slice(-2).map(({ id }) => `/api/v2/designs/${id}`);
      runs.push(await read(services, 'GET /effective', `${last}/effective`));
      runs.push(await read(services, 'GET /diff, every node differs', `${before}/diff?to=${last.split('/').at(-1)}`));
      return runs;
    } finally {
      await services.stop();
    }
  } finally {
    await servers.stop();
  }
}

async function submit(services, nodes, time) {
  // Each its own, or it would be known already.
  const text = wholeSite(nodes).replaceAll('generated', `time${time}`);
  const until = Date.now() + announcedWithinMilliseconds;
  for (;;) {
    const { status, body, ...figures } = await measured(services, { method: 'POST', path: '/api/v2/designs', text });
    if (status === 201) return { what: `submission ${time}`, id: body.id, ...figures };
    // Nothing can be sealed for a service before it has announced its keys.
    if (Date.now() > until || status !== 503) throw new Error(`refused: ${JSON.stringify(body).slice(0, 2_000)}`);
    await wait(200);
  }
}

async function read(services, what, path) {
  const { status, body, ...figures } = await measured(services, { method: 'GET', path });
  if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body).slice(0, 2_000)}`);
  return { what, ...figures };
}

/** The answer, and in seconds how long it took and what it cost the orchestrator. */
async function measured(services, { method, path, text }) {
  const orchestrator = { orchestrator: services.pids.orchestrator };
  // What was before is forgotten when it is asked for.
  await longestBlock(services);
  const before = processorTime(orchestrator).orchestrator;
  const began = performance.now();
  const answer = await services.ask(method, path, text);
  const seconds = (performance.now() - began) / 1_000;
  const cpu = (processorTime(orchestrator).orchestrator - before) / 1_000;
  return { ...answer, seconds, cpu, longestBlock: await longestBlock(services) };
}

/** Milliseconds, since it was asked the last time. The service looks at its loop every 10 ms. */
async function longestBlock({ url }) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds\{[^}]*\} (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the orchestrator does not say how long its event loop stands still');
  return Math.max(0, Number(seconds) * 1_000 - 10);
}
