import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

describe("the launcher's environment", () => {
  it('gives single services their own database, over the server for all', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://db', DATABASE_URL_OOB: 'postgres://oob' })).toMatchObject({
      databaseUrl: 'postgres://db',
      databaseUrls: { oob: 'postgres://oob', node: undefined },
    });
  });

  it("hands children everything but Drydock's own variables, which each gets for itself", () => {
    const { inherited } = readConfig({
      PATH: '/bin',
      HOME: '/home/me',
      DRYDOCK_HTTP_PORT: '1',
      DATABASE_URL: 'postgres://db',
      DATABASE_URL_OOB: 'postgres://oob',
      NATS_URL: 'nats://n',
      NODE_CHANNEL_FD: '3',
    });
    expect(inherited).toEqual({ PATH: '/bin', HOME: '/home/me' });
  });

  it.each([
    [{}, 'yes'],
    [{ NO_COLOR: '' }, 'yes'],
    [{ NO_COLOR: '1' }, 'no'],
    [{ TERM: 'dumb' }, 'no'],
  ])('with %o uses colour: %s', (variables, colour) => {
    expect(readConfig(variables).colour).toBe(colour);
  });
});
