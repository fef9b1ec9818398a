// What reading and compiling a site design costs: `npm run bench:design`, with `--write` into docs/performance.md.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { measureSubmissions } from './design-submission.mjs';

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '100,2000,10000' }, write: { type: 'boolean', default: false } },
});
const sizes = options.sizes.split(',').map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('--sizes are whole numbers');

const rates = fileURLToPath(new URL('design-rates.mjs', import.meta.url));
const page = new URL('../../docs/performance.md', import.meta.url);
const begin = '<!-- measured: npm run bench:design -- --write -->';
const end = '<!-- end of bench:design -->';

// The nursery is as large as in the thread that compiles designs.
const measure = (mode, nodes) =>
  JSON.parse(
    execFileSync(process.execPath, ['--max-semi-space-size=32', rates, mode, String(nodes)], { encoding: 'utf8' }),
  );

const row = (cells) => `| ${cells.join(' | ')} |`;
const number = (value) => Math.round(value).toLocaleString('en');

const results = sizes.map((nodes) => {
  const result = { nodes, load: loadavg()[0], ...measure('once', nodes), ...measure('rates', nodes) };
  console.log(JSON.stringify(result));
  return result;
});
const largest = Math.max(...sizes);
const runs = await measureSubmissions(largest, 3);
for (const run of runs) console.log(JSON.stringify(run));

const shown = ({ median, best }) => `${number(median)} (${number(best)})`;
const perCpuSecond = (name, key) => row([name, ...results.map((result) => shown(result[key]))]);
const table = [
  `Measured on ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, Node ${process.versions.node}, ` +
    `load average ${results.map(({ load }) => load.toFixed(1)).join(', ')}. Nodes per second of processor time, in the median round, and in the best:`,
  '',
  row(['nodes', ...results.map(({ nodes }) => number(nodes))]),
  row(['---', ...results.map(() => '--:')]),
  perCpuSecond('JSON: the same documents parsed and written, nothing else', 'json'),
  perCpuSecond('parse with `yaml`', 'yaml'),
  perCpuSecond('parse with `js-yaml`', 'jsYaml'),
  perCpuSecond('read, no document in the plain form', 'whole'),
  perCpuSecond('read', 'read'),
  perCpuSecond('compile, after reading', 'compile'),
  perCpuSecond('**read, compile, digest**', 'all'),
  row(['of JSON alone', ...results.map(({ json, all }) => `${(json.median / all.median).toFixed(1)} ×`)]),
  row(['text, MB', ...results.map(({ bytes }) => (bytes / 1e6).toFixed(1))]),
  row(['memory at its peak, MB', ...results.map(({ peak }) => number(peak))]),
  row(['of it, before the text was read, MB', ...results.map(({ before }) => number(before))]),
  '',
  `A design of ${number(largest)} nodes is submitted to the orchestrator, its credentials sealed, its rows written; then it is read, and compared with the one before (load average ${loadavg()[0].toFixed(1)}):`,
  '',
  row(['request', 'seconds', 'CPU seconds', 'longest block of the event loop, ms']),
  row(['---', '--:', '--:', '--:']),
  ...runs.map(({ what, seconds, cpu, longestBlock }) =>
    row([what, seconds.toFixed(1), cpu.toFixed(1), longestBlock.toFixed(0)]),
  ),
].join('\n');
console.log(`\n${table}`);
if (options.write) {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${page.pathname} has no place for the figures`);
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`);
}
