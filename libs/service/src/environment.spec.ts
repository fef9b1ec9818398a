import { describe, expect, it } from 'vitest';
import { flag, integer, oneOf, optionalList, optionalText, readEnvironment, text } from './environment.js';

const variables = {
  DATABASE_URL: text(),
  DRYDOCK_PORT: integer(1, 65535, 9000),
  DRYDOCK_LEVEL: oneOf(['info', 'debug'], 'info'),
  DRYDOCK_EAGER: flag(false),
  DRYDOCK_NAME: optionalText,
};

describe('the environment', () => {
  it('is read with its defaults', () => {
    expect(readEnvironment(variables, { DATABASE_URL: 'postgres://x', HOME: '/root' })).toEqual({
      DATABASE_URL: 'postgres://x',
      DRYDOCK_PORT: 9000,
      DRYDOCK_LEVEL: 'info',
      DRYDOCK_EAGER: false,
      DRYDOCK_NAME: null,
    });
  });

  it('holds lists of names between commas, or none', () => {
    const read = (names?: string) => readEnvironment({ DRIVERS: optionalList }, { DRIVERS: names }).DRIVERS;
    expect(read('redfish, @acme/strip')).toEqual(['redfish', '@acme/strip']);
    expect(read()).toBeNull();
    expect(() => read('redfish,,fake')).toThrow('DRIVERS must be names between commas');
  });

  it('stops the start with the name of everything that is missing, wrong or unknown', () => {
    const read = () =>
      readEnvironment(variables, {
        DRYDOCK_PORT: 'ninety',
        DRYDOCK_LEVEL: 'loud',
        DRYDOCK_PROT: '1',
        DRYDOCK_EAGER: 'maybe',
      });
    for (const name of [
      'DATABASE_URL is not set',
      'DRYDOCK_PORT must',
      'DRYDOCK_LEVEL must',
      'DRYDOCK_PROT is not',
      'DRYDOCK_EAGER must',
    ]) {
      expect(read).toThrow(name);
    }
  });
});
