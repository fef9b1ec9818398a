import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/eslint/workspace.js';

const promises = readFileSync(join(root, 'docs/promises.md'), 'utf8');
const namedTests = /`([^`]+\.spec\.ts)` › "([^"]+)"/g;
const rows = promises
  .split('\n')
  .filter((line) => /^\| (?!Promise \|)/.test(line))
  .map((line) => line.split(' | '));

const titlesByPath = new Map<string, ReadonlySet<string>>();

/** The titles of the tests of a file; none when there is no such file. */
function titlesOf(path: string): ReadonlySet<string> {
  const known = titlesByPath.get(path);
  if (known) return known;
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.add(title.text);
    }
    ts.forEachChild(node, visit);
  };
  if (existsSync(join(root, path))) {
    visit(ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest));
  }
  titlesByPath.set(path, titles);
  return titles;
}

/** `it`, and what `it.each(cases)` answers; a test that is skipped proves nothing. */
function isTest(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return called.text === 'it';
  if (!ts.isCallExpression(called) || !ts.isPropertyAccessExpression(called.expression)) return false;
  return called.expression.name.text === 'each' && isTest(called.expression.expression);
}

describe('the table of promises', () => {
  it('names tests that are there', () => {
    const named = [...promises.matchAll(namedTests)].map(([, path = '', title = '']) => ({ path, title }));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ path, title }) => !titlesOf(path).has(title))).toEqual([]);
  });

  it('says of every promise which test holds it, or that none does', () => {
    expect(rows.length).toBeGreaterThan(50);
    const silent = rows.filter(
      ([, answer = '', ...more]) =>
        more.length > 0 ||
        !(answer.startsWith('**no test**') || answer.split('<br>').every((part) => part.search(namedTests) === 0)),
    );
    expect(silent).toEqual([]);
  });
});
