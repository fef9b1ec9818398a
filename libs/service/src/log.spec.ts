import { expect, it } from 'vitest';
import { Log } from './log.js';

/** What a log writes, line by line. */
function listening() {
  const lines: unknown[] = [];
  const log = Log.create('spec', 'info', { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

it('removes secrets wherever they stand in a line, and shows all else', () => {
  const { log, lines } = listening();
  log.info('flat', { node: 'n1', attempts: 2, failure: undefined, nothing: null });
  log.info('secret', { node: 'n1', password: 'calvin' });
  log.info('below', { target: { address: 'a', credential: 'calvin' }, deep: { er: { token: 'calvin' } } });
  expect(lines).toMatchObject([
    { level: 'info', service: 'spec', msg: 'flat', node: 'n1', attempts: 2, nothing: null },
    { msg: 'secret', node: 'n1', password: '[removed]' },
    { msg: 'below', target: { address: 'a', credential: '[removed]' }, deep: { er: { token: '[removed]' } } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('calvin');
});

it('removes them from what all its lines carry', () => {
  const { log, lines } = listening();
  log.with({ task: 't1' }).info('harmless', { node: 'n1' });
  log.with({ task: 't1', credential: 'calvin' }).info('one', { node: 'n1' });
  log
    .with({ target: { token: 'calvin' } })
    .with({ task: 't1' })
    .info('two');
  expect(lines).toMatchObject([
    { msg: 'harmless', task: 't1', node: 'n1' },
    { msg: 'one', task: 't1', credential: '[removed]', node: 'n1' },
    { msg: 'two', target: { token: '[removed]' }, task: 't1' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('calvin');
});
