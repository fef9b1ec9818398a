import { describe, expect, it } from 'vitest';
import { isInstalled } from './first-run.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'apps/oob': { version: '0.1.0' },
  'node_modules/pg': { version: '8.23.1', integrity: 'sha512-a' },
  'node_modules/@esbuild/android': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};
const found = { 'node_modules/pg': { version: '8.23.1', integrity: 'sha512-a' } };

describe('a clone', () => {
  it('is installed when node_modules holds every package of the lock, but for those of other platforms', () => {
    expect(isInstalled(wanted, found)).toBe(true);
  });

  it.each([
    ['nothing was installed', {}],
    ['a package has another version', { 'node_modules/pg': { version: '8.23.0', integrity: 'sha512-a' } }],
    ['a package has other content', { 'node_modules/pg': { version: '8.23.1', integrity: 'sha512-x' } }],
    ['an optional package is another', { ...found, 'node_modules/@esbuild/android': { version: '0.9.0' } }],
  ])('is installed again when %s', (_, other) => {
    expect(isInstalled(wanted, other)).toBe(false);
  });
});
