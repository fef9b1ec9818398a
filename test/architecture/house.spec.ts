import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, root, rootManifest, tagged } from '../../tools/eslint/workspace.js';
import { filesBelow, identifiersOf, sources, tests, type TextFile } from './source-tree.js';

const sum = (files: readonly TextFile[]): number => files.reduce((total, { lines }) => total + lines, 0);

function percentile(files: readonly TextFile[], part: number): number {
  const sizes = files.map(({ lines }) => lines).sort((a, b) => a - b);
  return sizes[Math.ceil(sizes.length * part) - 1] ?? 0;
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

const parseJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('sizes', () => {
  it('has source files to judge', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it('no source file is longer than 400 lines', () => {
    expect(sources.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('95 of 100 source files have at most 250 lines', () => {
    expect(percentile(sources, 0.95)).toBeLessThanOrEqual(250);
  });

  // The aim is 1.0. The floor lies just below what the tree has: raise it with the tree.
  it('there are at least 0.4 lines of tests for each line of source, on the way to as many', () => {
    expect(sum(tests) / sum(sources)).toBeGreaterThanOrEqual(0.4);
  });
});

describe('packages', () => {
  it.each(packages)('$name says what it is, and under which licence', ({ manifest, name }) => {
    expect(name).toMatch(/^@drydock\/[a-z-]+$/);
    expect(manifest.description).toMatch(/\w{3}/);
    expect(manifest).toMatchObject({ license: 'Apache-2.0', type: 'module', version: rootManifest.version });
  });

  it.each(packages)('$name is built after what it depends on', ({ folder, dependencies }) => {
    const upwards = folder.replaceAll(/[^/]+/g, '..');
    const expected = packages.filter(({ name }) => name in dependencies).map((one) => `${upwards}/${one.folder}`);
    const project = parseJson(`${folder}/tsconfig.json`);
    const { references = [] }: { references?: readonly { path: string }[] } = isObject(project) ? project : {};
    expect(references.map(({ path }) => path).sort()).toEqual(expected.sort());
  });

  it('are all built by the project at the top', () => {
    expect(parseJson('tsconfig.json')).toMatchObject({
      references: expect.arrayContaining(packages.map(({ folder }) => ({ path: folder }))),
    });
  });

  it('a library offers its source to the other packages and its build to everyone else', () => {
    const entries = packages
      .flatMap(({ folder, manifest }) => Object.values(manifest.exports ?? {}).map((entry) => ({ folder, entry })))
      .map(({ folder, entry }) => `${folder}/${entry['drydock-source']}`);
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.filter((entry) => !existsSync(join(root, entry)))).toEqual([]);
  });

  it('the lock file names no registry', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});

describe('drivers', () => {
  const kinds = packages.filter((one) => tagged(one, 'type').includes('drivers'));
  const registered = kinds.flatMap(({ folder }) => {
    const index = readFileSync(join(root, folder, 'src/index.ts'), 'utf8');
    return filesBelow(`${folder}/src`, '.driver.ts').map(({ path }) => ({
      path,
      imported: index.includes(`'./${path.slice(`${folder}/src/`.length).replace(/\.ts$/, '.js')}'`),
    }));
  });

  it.each(kinds)('$name has a folder for each of its drivers', ({ folder }) => {
    const drivers = filesBelow(`${folder}/src`, '.driver.ts').map(({ path }) => dirname(path));
    expect(drivers).toContain(`${folder}/src/fake`);
    expect(repeated(drivers)).toEqual([]);
    expect(drivers).not.toContain(`${folder}/src`);
  });

  it('every driver is registered in the index.ts of its kind', () => {
    expect(registered.filter(({ imported }) => !imported)).toEqual([]);
  });

  it('every driver is held against the conformance kit', () => {
    /** Where a driver's only real peer is a service, the kit stands there. */
    const elsewhere: Readonly<Record<string, string>> = { 'libs/drivers/node/src/builtin': 'apps/bootstrapper/src' };
    const kits = new Set(tests.filter(({ text }) => text.includes('conformanceOf(')).map(({ path }) => path));
    const without = registered
      .map(({ path }) => dirname(path))
      .filter((folder) => !kits.has(`${elsewhere[folder] ?? folder}/${basename(folder)}-conformance.spec.ts`));
    expect(registered.length).toBeGreaterThan(5);
    expect(without).toEqual([]);
  });
});

describe('databases', () => {
  const created = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/create (?:unlogged )?table (?:if not exists )?"?([a-z_]+)/gi)].map(([, table = '']) => ({
      path,
      table,
    })),
  );
  const ofApp = ({ path }: { readonly path: string }): string | undefined => /^apps\/[^/]+/.exec(path)?.[0];

  it('every table is made by one migration', () => {
    expect(created.length).toBeGreaterThan(5);
    expect(created.filter(({ path }) => !path.endsWith('.migration.ts'))).toEqual([]);
  });

  it('no service makes a table that a library makes too', () => {
    const ofLibraries = created.filter((one) => ofApp(one) === undefined).map(({ table }) => table);
    expect(repeated(ofLibraries)).toEqual([]);
    expect(created.filter((one) => ofApp(one) !== undefined && ofLibraries.includes(one.table))).toEqual([]);
  });
});

describe('dead code', () => {
  const names = new Map([...sources, ...tests].map((file) => [file.path, identifiersOf(file)]));
  const exportedValue = /^export (?:async )?(?:const|function\*?|class) (\w+)/gm;
  /** Contracts are the public vocabulary: said by programs that are not in this tree. */
  const ours = sources.filter(({ path }) => !path.startsWith('libs/contracts/'));

  it('every exported function, class and value is used by another file', () => {
    const unused = ours.flatMap(({ path, text }) =>
      [...text.matchAll(exportedValue)]
        .map(([, name = '']) => name)
        .filter((name) => ![...names].some(([other, used]) => other !== path && used.has(name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(unused).toEqual([]);
  });
});

describe('documents', () => {
  const documents = [
    ...filesBelow('docs', '.md'),
    ...['README.md', 'CONTRIBUTING.md'].flatMap((name) => filesBelow('.', name)),
  ];
  const links = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => ({ path, target })),
  );

  it('every link leads to a file', () => {
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(({ path, target }) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  it('every document is in the index', () => {
    const indexed = links
      .filter(({ path }) => path === 'docs/README.md')
      .map(({ target }) => normalize(`docs/${target}`));
    const missing = filesBelow('docs', '.md').filter(
      ({ path }) => path !== 'docs/README.md' && !indexed.includes(path),
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
  });
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
