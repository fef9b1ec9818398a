import { ruleCases, ruleExamples, rules } from '@drydock/site-design/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulesFile } from './file.mjs';

const { path, text } = await rulesFile();
const root = fileURLToPath(new URL('../../', import.meta.url));

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('testing'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

it('docs/compatibility.md says why what Drydock accepts is an error, of each rule that it does not have', () => {
  const differences = readFileSync(join(root, 'docs/compatibility.md'), 'utf8');
  const old = new Set(['DD1006', 'DD1007', 'DD1008', 'DD2005', 'DD2006', 'DD3001', 'DD3003']);
  const isNew = new Set(rules.filter(({ id, aliases }) => aliases.length === 0 && !old.has(id)).map(({ id }) => id));
  const errors = ruleCases.flatMap(({ finds }) =>
    finds.filter(([rule, level]) => level === 'error' && isNew.has(rule)),
  );
  const ids = new Set(errors.map(([rule]) => rule));
  expect(ids.size).toBeGreaterThan(15);
  expect([...ids].filter((id) => !differences.includes(id))).toEqual([]);
  expect([...old].filter((id) => !differences.includes(id))).toEqual([]);
});

describe('docs/rules.md', () => {
  it('says what the rules are; if not: npm run docs:rules', () => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('has every rule, each with its examples', () => {
    expect(rules.filter(({ id }) => !text.includes(`### ${id}\n`))).toEqual([]);
    expect(text.match(/^Good:$/gm)).toHaveLength(ruleExamples.length);
  });

  it('has every id that the sources know', () => {
    const sources = [...sourcesBelow('libs/site-design/src'), ...sourcesBelow('apps/orchestrator/src')].join('\n');
    const ids = new Set([...sources.matchAll(/\b(?:id|rule): '(DD\d{4})'/g)].map(([, id = '']) => id));
    expect(ids.size).toBeGreaterThan(50);
    expect([...ids].filter((id) => !text.includes(`${id}`))).toEqual([]);
  });
});
