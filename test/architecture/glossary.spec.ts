import { describe, expect, it } from 'vitest';
import { identifiersOf, sources, wordsOf } from './source-tree.js';

/** Words that docs/glossary.md refuses and that mean nothing else in a program, with the word to use. */
const refusedWords: Readonly<Record<string, string>> = {
  backend: 'driver',
  compensation: 'undo',
  compensate: 'undo',
  introspect: 'interrogate',
  introspection: 'inventory',
  machine: 'node',
  machines: 'nodes',
  playbook: 'workflow',
  plugin: 'driver',
  provisioner: 'bootstrapper',
  saga: 'workflow',
  violation: 'finding',
  violations: 'findings',
};

/** Where a foreign dialect is spoken: its words are right there, and end there. */
const foreign = /^libs\/(drivers|redfish|simulator|site-design\/src\/schemas)\/|\/v1\//;

describe('the glossary', () => {
  const names = sources
    .filter(({ path }) => !foreign.test(path))
    .flatMap((file) => [...identifiersOf(file)].map((name) => ({ path: file.path, name })));

  it('reads the names of the whole tree', () => {
    expect(names.map(({ name }) => name)).toContain('PowerCycleNode');
    expect(wordsOf('lastBMCState_seen')).toEqual(['last', 'bmc', 'state', 'seen']);
  });

  it.each(Object.entries(refusedWords))('%s is not said: the word is %s', (refused) => {
    const said = names.filter(({ name }) => wordsOf(name).includes(refused));
    expect(said.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
  });
});
