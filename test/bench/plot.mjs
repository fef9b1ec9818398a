import { writeFile } from 'node:fs/promises';

const file = new URL('../../docs/images/performance.svg', import.meta.url);

/** From the one that decides to those that carry; colours that differ in lightness too, on white and on black. */
const colours = {
  orchestrator: '#0969da',
  oob: '#1a7f37',
  node: '#2da44e',
  network: '#7ee787',
  bench: '#8250df',
  postgres: '#bf8700',
  'nats-server': '#d4a72c',
};

const width = 840;
const labels = 300;
const barHeight = 22;
const rowHeight = 34;
const top = 56;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Processor time per action of each run as bars, a colour for each process. */
export function plot(runs) {
  const totals = runs.map(({ time, actions }) => Object.values(time).reduce((sum, one) => sum + one, 0) / actions);
  const scale = (width - labels - 70) / Math.max(...totals);
  const names = Object.keys(colours).filter((name) => runs.some(({ time }) => name in time));
  const height = top + runs.length * rowHeight + 8;
  const legend = names.map((name, index) => {
    const x = 12 + index * 118;
    return `<rect x="${x}" y="30" width="12" height="12" fill="${colours[name]}"/><text x="${x + 17}" y="40">${name}</text>`;
  });
  const bars = runs.map((run, row) => {
    const y = top + row * rowHeight;
    let x = labels;
    const parts = names.flatMap((name) => {
      const long = ((run.time[name] ?? 0) / run.actions) * scale;
      if (long === 0) return [];
      const part = `<rect x="${x.toFixed(1)}" y="${y}" width="${long.toFixed(1)}" height="${barHeight}" fill="${colours[name]}"/>`;
      x += long;
      return [part];
    });
    return [
      `<text x="${labels - 8}" y="${y + 16}" text-anchor="end">${escaped(run.name)}</text>`,
      ...parts,
      `<text x="${(x + 6).toFixed(1)}" y="${y + 16}">${totals[row]?.toFixed(2) ?? ''}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13">`,
    '<title id="title">Milliseconds of processor time per action, by process</title>',
    '<style>text { fill: #1f2328 } @media (prefers-color-scheme: dark) { text { fill: #f0f6fc } }</style>',
    '<text x="12" y="18" font-weight="600">Milliseconds of processor time per action</text>',
    ...legend,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

export const writePlot = (runs) => writeFile(file, plot(runs));
