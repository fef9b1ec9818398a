import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';

const page = new URL('../../docs/performance.md', import.meta.url);
const beginOf = (command) => `<!-- measured: npm run ${command} -- --write -->`;
const end = '<!-- end -->';
const processes = ['orchestrator', 'oob', 'node', 'network', 'bench', 'postgres', 'nats-server'];

const total = (time) => Object.values(time).reduce((sum, milliseconds) => sum + milliseconds, 0);
const perAction = (milliseconds, { actions }) => (milliseconds / actions).toFixed(3);
const rate = ({ actions, seconds }) => Math.round(actions / seconds);

/** One run in one line. */
export const printed = (run) =>
  `${run.name}: ${run.actions} actions in ${run.seconds.toFixed(2)} s, ${rate(run)} actions/s, ` +
  `${perAction(total(run.time), run)} ms CPU per action, load ${run.load.toFixed(1)}`;

const row = (cells) => `| ${cells.join(' | ')} |`;

/** The runs as two tables: what each achieved, and where its processor time went. */
export function markdown(results, ceiling) {
  const runs = [...results, ceiling];
  const names = processes.filter((name) => runs.some(({ time }) => name in time));
  return [
    `Measured on ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; services, Postgres, nats-server and the bench itself share it.`,
    '',
    row([
      'run',
      'actions',
      'seconds',
      'actions/s',
      'CPU ms per action',
      'CPU ms per node',
      'of the ceiling',
      'load average',
    ]),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...runs.map((run) =>
      row([
        run.name,
        run.actions,
        run.seconds.toFixed(2),
        rate(run),
        perAction(total(run.time), run),
        run.nodes ? (total(run.time) / run.nodes).toFixed(1) : '',
        `${(total(run.time) / run.actions / (total(ceiling.time) / ceiling.actions)).toFixed(1)} ×`,
        run.load.toFixed(1),
      ]),
    ),
    '',
    'CPU ms per action, by process:',
    '',
    row(['run', ...names]),
    row(['---', ...names.map(() => '--:')]),
    ...runs.map((run) =>
      row([run.name, ...names.map((name) => (name in run.time ? perAction(run.time[name], run) : ''))]),
    ),
  ].join('\n');
}

/** Puts the tables where the page has room for those of a command. */
export async function writePage(tables, command = 'bench') {
  const begin = beginOf(command);
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${page.pathname} has no place for the figures of ${command}`);
  await writeFile(page, `${text.slice(0, from)}${begin}\n\n${tables}\n\n${text.slice(to)}`);
}
