import { describe, expect, it } from 'vitest';
import { explainExit } from './local-server.error.js';

describe('why a server did not start', () => {
  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'the disk is full'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'its port is taken by another program'],
    [
      'FATAL:  data directory "/x" has wrong ownership',
      'Postgres did not start: FATAL:  data directory "/x" has wrong',
    ],
  ])('is read from what it said: %s', (line, reason) => {
    const { message } = explainExit('Postgres', '/data', ['LOG:  starting', line, 'LOG:  shut down']);
    expect(message).toContain(reason);
    expect(message).not.toContain('\n');
  });

  it('is its last line where none stands out', () => {
    expect(explainExit('NATS', '/data', ['one', 'exit code 2']).message).toBe('NATS did not start: exit code 2');
  });
});
