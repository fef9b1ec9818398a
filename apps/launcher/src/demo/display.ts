import { elapsed, renderBoard } from './board.js';
import { nothingYet, type Progress } from './progress.js';

/** Shows progress to whoever looks. */
export interface Display {
  show(progress: Progress): void;
  /** A line about something else, above. */
  note(line: string): void;
  /** Leaves the last state standing. */
  close(): void;
}

/** The part of a terminal that is written to. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

const redrawMs = 250;

/** A board that is redrawn in place, also while nothing changes but the time. */
export function boardOn(terminal: Terminal, colour: 'yes' | 'no'): Display {
  let progress = nothingYet;
  let drawn = 0;
  const draw = (above = ''): void => {
    const look = { width: terminal.columns || 80, height: terminal.rows || 24, colour, nowMs: performance.now() };
    const lines = renderBoard(progress, look);
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    terminal.write(`${up}\r\u001b[J${above}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const clock = setInterval(() => draw(), redrawMs);
  return {
    show(next) {
      progress = next;
      draw();
    },
    note: (line) => draw(`${line}\n`),
    close() {
      clearInterval(clock);
      draw();
    },
  };
}

/** A line whenever something changes, for logs and pipes. */
export function linesTo(write: (line: string) => void): Display {
  let before = nothingYet;
  return {
    show(next) {
      for (const line of changes(before, next)) write(line);
      before = next;
    },
    note: write,
    close: () => undefined,
  };
}

/** What changed from one progress to the next, in words. */
export function changes(before: Progress, next: Progress): string[] {
  const lines = next.laps.slice(before.laps.length).map(({ kind }) => `${kind}: started`);
  for (const row of next.rows) {
    const known = before.rows.find(({ name }) => name === row.name);
    if (known?.task === row.task && known.step === row.step && known.state === row.state) continue;
    const why = row.state === 'failed' && row.failure ? `: ${row.failure.message}` : '';
    const verb = { running: '', done: '', skipped: 'skipped: ', failed: 'failed: ' }[row.state];
    lines.push(`${row.task} ${row.name} ${row.done}/${row.total} ${verb}${row.step}${why}`);
  }
  next.laps.forEach(({ kind, outcome, startedMs, endedMs }, index) => {
    if (endedMs === null || (before.laps[index]?.endedMs ?? null) !== null) return;
    lines.push(`${kind}: ${outcome ?? 'ended'} after ${elapsed(endedMs - startedMs)}`);
  });
  return lines;
}
