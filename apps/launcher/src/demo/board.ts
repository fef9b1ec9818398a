import type { Lap, Progress, Row } from './progress.js';

export interface BoardLook {
  /** Columns of the terminal. */
  readonly width: number;
  /** Rows of the terminal: a board that does not fit is cut. */
  readonly height: number;
  readonly colour: 'yes' | 'no';
  readonly nowMs: number;
}

/** The board as lines, none wider than the terminal. */
export function renderBoard({ laps, rows }: Progress, look: BoardLook): string[] {
  const lines = [...laps.map((lap) => lapLine(lap, look)), '', ...rows.map((row) => rowLine(row, { look, rows }))];
  const room = Math.max(look.height - 1, 1);
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more lines`];
}

/** Minutes and seconds: "1:04". */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A bar of `cells` characters, in eighths. */
export function bar(done: number, total: number, cells: number): string {
  const eighths = total === 0 ? 0 : Math.round((Math.min(done, total) / total) * cells * 8);
  const full = Math.floor(eighths / 8);
  const part = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return `${'█'.repeat(full)}${part}`.padEnd(cells, '░');
}

const marks = { running: '▸', done: '✓', skipped: '–', failed: '✗' } as const;
const colours = { running: 36, done: 32, skipped: 90, failed: 31 } as const;

const stateOfLap = ({ outcome, endedMs }: Lap): Row['state'] => {
  if (endedMs === null) return 'running';
  return outcome === 'success' ? 'done' : 'failed';
};

function lapLine(lap: Lap, { width, colour, nowMs }: BoardLook): string {
  const state = stateOfLap(lap);
  const time = elapsed((lap.endedMs ?? nowMs) - lap.startedMs);
  return paint(fit(` ${marks[state]} ${lap.kind.padEnd(14)}${time.padStart(7)}`, width), { state, colour });
}

function rowLine(row: Row, { look, rows }: { readonly look: BoardLook; readonly rows: readonly Row[] }): string {
  const { width, colour, nowMs } = look;
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const start = ` ${marks[row.state]} ${row.name.padEnd(nameWidth)}  `;
  const time = elapsed((row.endedMs ?? nowMs) - row.startedMs).padStart(6);
  const cells = width >= 72 ? 20 : width >= 56 ? 10 : 0;
  const count = `${row.done}/${row.total}`.padStart(6);
  const drawn =
    cells === 0 ? '' : `${bar(row.state === 'done' ? 1 : row.done, row.state === 'done' ? 1 : row.total, cells)} `;
  const room = width - start.length - drawn.length - count.length - time.length - 3;
  const step = fit(row.state === 'failed' && row.failure ? `${row.step}: ${row.failure.message}` : row.step, room);
  const line = `${start}${drawn}${count}  ${step.padEnd(Math.max(room, 0))}${time}`;
  return paint(fit(line, width), { state: row.state, colour });
}

/** Cut to the width, with an ellipsis where something is missing. */
export const fit = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}${width > 0 ? '…' : ''}`;

const paint = (
  text: string,
  { state, colour }: { readonly state: Row['state']; readonly colour: 'yes' | 'no' },
): string => (colour === 'yes' ? `\u001b[${colours[state]}m${text}\u001b[0m` : text);
