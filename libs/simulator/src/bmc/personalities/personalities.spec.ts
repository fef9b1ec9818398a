import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviationSettings } from '../deviations.js';
import { personalities, personalityNames } from './personalities.js';

const docs = await readFile(join(import.meta.dirname, '../../../../../docs/lab.md'), 'utf8');

describe('docs/lab.md', () => {
  it('describes each personality, under the id of its system', () => {
    const rows = personalityNames.map((name) => `| \`${name}\` | \`${personalities[name].systemId}\` |`);
    expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
  });

  it('describes each switch, with all its settings in their order', () => {
    const rows = Object.entries(deviationSettings).map(
      ([name, settings]) => `| \`${name}\` | ${settings.map((setting) => `\`${setting}\``).join(', ')} |`,
    );
    expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
  });
});

describe('the personalities', () => {
  it('are known by their own names', () => {
    expect(Object.values(personalities).map(({ name }) => name)).toEqual(personalityNames);
  });

  it('tell the values of an override at a settings object only where there is one', () => {
    const nowhere = Object.values(personalities).filter(
      ({ deviations: { overrideValuesTold, bootSettings } }) =>
        overrideValuesTold === 'settings-object' && bootSettings === 'none',
    );
    expect(nowhere).toEqual([]);
  });
});
