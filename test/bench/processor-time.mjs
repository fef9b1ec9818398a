import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock. */
const millisecondsPerTick = 10;

/** What the kernel says of a process: its parent, its name as shown, the time that it and its reaped children have used. */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), milliseconds: ticks * millisecondsPerTick };
  } catch {
    return null;
  }
}

/** Milliseconds of processor time of a process and all below it, those that have ended included. */
function millisecondsBelow(pid, all) {
  const own = all.get(pid)?.milliseconds ?? 0;
  const children = [...all.values()].filter(({ parent }) => parent === pid);
  return children.reduce((sum, child) => sum + millisecondsBelow(child.pid, all), own);
}

/** Milliseconds of processor time so far, by the names of `pids`. */
export function processorTime(pids) {
  const all = new Map(
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map((entry) => readProcess(Number(entry)))
      .filter((entry) => entry !== null)
      .map((entry) => [entry.pid, entry]),
  );
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, millisecondsBelow(pid, all)]));
}

export const difference = (after, before) =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]));
