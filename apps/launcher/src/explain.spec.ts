import { LocalServerError } from '@drydock/local-servers';
import { describe, expect, it } from 'vitest';
import { StartError } from './child-service.js';
import { explain } from './explain.js';
import { FlagError } from './flags.js';

describe('why it did not start', () => {
  it.each([
    new FlagError('--port-base is a port'),
    new StartError('oob did not start: DATABASE_URL is not set'),
    new LocalServerError('port 9032 is taken'),
  ])('is one line where the operator can do something: %s', (error) => {
    expect(explain(error, '/data')).toBe(error.message);
  });

  it.each([
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    new StartError('node did not start: could not extend file: No space left on device'),
    new Error('cannot be made', { cause: new Error('ENOSPC: no space left on device, mkdir') }),
  ])('names the full disk, wherever it was met: %s', (error) => {
    expect(explain(error, '/data')).toBe(
      'the disk is full: no space left for /data; free some, or choose another place with --data DIR',
    );
  });

  it('names the directory that must not be written', () => {
    const refused = new Error("EACCES: permission denied, mkdir '/data'");
    expect(explain(refused, '/data')).toMatch(/^\/data cannot be written \(EACCES.*--data DIR$/);
  });

  it('comes with a stack where the fault is ours', () => {
    expect(explain(new TypeError('x is not a function'), '/data')).toMatch(/x is not a function\n.*\n\s+at /);
  });
});
