// What an action costs: `npm run bench`, or a quick look with `npm run bench -- --nodes 100`.
// With `--write` the figures and their plot go into docs/; with `--profile <directory>` every service leaves a CPU profile
// there; with `--statements` Postgres says what its statements took.
import { parseArgs } from 'node:util';
import { measureCeiling, messageSizes } from './ceiling.mjs';
import { measureTask } from './deployment.mjs';
import { writePlot } from './plot.mjs';
import { markdown, printed, writePage } from './report.mjs';
import { countingStatements, statementTimes } from './statements.mjs';
import { startServers, startServices } from './stack.mjs';

const { values: options } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    /** Sizes of site over which the cost per action is compared. */
    sizes: { type: 'string' },
    write: { type: 'boolean', default: false },
    profile: { type: 'string' },
    statements: { type: 'boolean', default: false },
  },
});
const nodes = Number(options.nodes);
if (!Number.isInteger(nodes) || nodes < 1) throw new Error(`--nodes must be a whole number, not ${options.nodes}`);
const sizes = (options.sizes ?? [100, 200].filter((size) => size < nodes).join(','))
  .split(',')
  .filter(Boolean)
  .map(Number);

/** A service that has just started is compiled while it works; that is not what is measured. */
const warmUp = { name: 'warm-up', kind: 'deploy_nodes', nodes: Math.min(nodes, 200) };
const runs = [
  { name: `deploy_nodes × ${nodes}`, kind: 'deploy_nodes', nodes },
  { name: `deploy_nodes × ${nodes}, credentials sealed`, kind: 'deploy_nodes', nodes, credential: 'calvin' },
  ...sizes.map((size) => ({ name: `deploy_nodes × ${size}`, kind: 'deploy_nodes', nodes: size })),
  {
    name: `prepare_nodes × ${Math.min(nodes, 300)}, 50 ms per action`,
    kind: 'prepare_nodes',
    nodes: Math.min(nodes, 300),
    delayMs: 50,
  },
];

const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
const servers = await startServers(options.statements ? countingStatements : {});
try {
  const services = await startServices(servers, { nodeOptions: profiling });
  const results = [];
  try {
    await measureTask({ servers, services }, warmUp);
    for (const run of runs) {
      const result = await measureTask({ servers, services }, run);
      results.push(result);
      console.log(printed(result));
    }
  } finally {
    await services.stop();
  }
  const { result: bytes } = await messageSizes(servers.nats.url);
  const ceiling = await measureCeiling(servers, { actions: results[0].actions, bytes });
  console.log(printed(ceiling));
  if (options.statements) console.log(await statementTimes(servers.postgres.url));
  const tables = markdown(results, ceiling);
  console.log(`\n${tables}`);
  if (options.write) await Promise.all([writePage(tables), writePlot([...results, ceiling])]);
} finally {
  await servers.stop();
}
