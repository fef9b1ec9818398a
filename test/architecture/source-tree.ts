import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../tools/eslint/workspace.js';

/** A text file of the project. */
export interface TextFile {
  /** Below the root. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

const left = new Set(['node_modules', 'dist', '.git', '.nx', '.drydock', 'coverage', 'reports']);

function pathsBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (left.has(entry.name)) return [];
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? pathsBelow(path) : [path];
  });
}

function readText(path: string): TextFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.split('\n').length - 1 };
}

/** The files below a folder whose names end so. */
export const filesBelow = (folder: string, ending: string): TextFile[] =>
  pathsBelow(folder)
    .filter((path) => path.endsWith(ending))
    .map(readText);

const typeScript = [...filesBelow('apps', '.ts'), ...filesBelow('libs', '.ts')];
const isForTests = ({ path }: TextFile): boolean => path.endsWith('.spec.ts') || path.includes('/testing/');

/** What runs in production. */
export const sources = typeScript.filter((file) => !isForTests(file));

/** What tests it: specifications beside the code, what they share, and the whole-system stories. */
export const tests = [...typeScript.filter(isForTests), ...filesBelow('test', '.ts')];

/** Every identifier of a file, comments and texts left out. */
export function identifiersOf({ path, text }: TextFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return names;
}

/** The words of a name: `lastPowerState` is last, power, state. */
export const wordsOf = (identifier: string): string[] =>
  identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
