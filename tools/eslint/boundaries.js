import { builtinModules } from 'node:module';
import { dirname, resolve } from 'node:path';
import { importVisitor } from './import-visitor.js';
import { packageOfPath, packages, pathBelowRoot, rootManifest, tagged } from './workspace.js';

/**
 * Who may import whom, by the `type:` tag of the package. What is not written here is refused. Services are in
 * nobody's list: they talk through NATS.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const mayImport = {
  contracts: [],
  protocol: [],
  'local-servers': [],
  'driver-interface': ['contracts'],
  'hardware-details': ['contracts'],
  'site-design': ['contracts', 'hardware-details'],
  messaging: ['contracts'],
  simulator: ['contracts'],
  drivers: ['contracts', 'driver-interface', 'protocol', 'hardware-details'],
  'service-base': ['contracts', 'messaging'],
  actions: ['contracts', 'driver-interface', 'messaging', 'service-base'],
  service: ['contracts', 'driver-interface', 'messaging', 'service-base', 'actions', 'site-design', 'drivers'],
  lab: ['simulator'],
  launcher: ['contracts', 'local-servers', 'service-base'],
};

/** What every specification may use besides: real servers and simulated hardware. */
const specificationsMayImport = ['local-servers', 'simulator'];

/** Specifications, whole-system stories, and what a library offers to specifications in a folder `testing`. */
const isTest = (path) => path.endsWith('.spec.ts') || path.startsWith('test/') || path.includes('/testing/');
const packageName = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const ownScope = '@drydock/';

/**
 * Why one package must not import another, or undefined where it may.
 * @param {Pick<import('./workspace.js').Package, 'name' | 'tags'>} importer
 * @param {Pick<import('./workspace.js').Package, 'name' | 'tags'>} imported
 */
export function refusalBetween(importer, imported, { inTest = false } = {}) {
  const [importerType] = tagged(importer, 'type');
  const [importedType] = tagged(imported, 'type');
  for (const { name, type } of [
    { name: importer.name, type: importerType },
    { name: imported.name, type: importedType },
  ]) {
    if (type === undefined) return `${name} has no "type:" tag in its package.json`;
    if (!Object.hasOwn(mayImport, type)) return `type:${type} of ${name} is not in the table of boundaries`;
  }
  const allowed = inTest ? [...mayImport[importerType], ...specificationsMayImport] : mayImport[importerType];
  if (!allowed.includes(importedType)) return `type:${importerType} must not import type:${importedType}`;
  const kinds = tagged(imported, 'kind');
  const services = tagged(importer, 'service');
  if (kinds.length > 0 && !kinds.some((kind) => services.includes(kind))) {
    return `${imported.name} is for the ${kinds.join(', ')} service alone`;
  }
  return undefined;
}

function refusalOfOwnScope(specifier, { importer, path }) {
  const name = packageName(specifier);
  const imported = packages.find((candidate) => candidate.name === name);
  if (!imported) return `there is no package ${name}`;
  if (imported === importer) return 'a package does not import itself; import the file';
  const inTest = isTest(path);
  const refusal = importer && refusalBetween(importer, imported, { inTest });
  if (refusal) return refusal;
  const entry = specifier.replace(name, '.');
  if (!Object.hasOwn(imported.manifest.exports ?? {}, entry)) {
    return `${specifier} reaches into ${name}; import what its package.json exports`;
  }
  if (inTest || !importer) return undefined;
  if (entry === './testing') return `${specifier} is for specifications`;
  return name in importer.dependencies ? undefined : `${importer.name} does not depend on ${name}`;
}

const driverFolder = (path) => /^libs\/drivers\/[^/]+\/src\/([^/]+)\//.exec(path)?.[1];

function refusalOfRelative(specifier, { importer, path, file }) {
  const target = pathBelowRoot(resolve(dirname(file), specifier));
  const owner = packageOfPath(target);
  // Whole-system stories start the services themselves; nobody else may look inside another package.
  if (owner !== importer && !(owner && /^test\/(scenarios|chaos)\//.test(path))) {
    return owner ? `${target} belongs to ${owner.name}` : `${target} is outside of ${importer?.name ?? 'the packages'}`;
  }
  const from = driverFolder(path);
  const to = driverFolder(target);
  // What specifications of several drivers need is in `testing` beside them.
  const isShared = to === 'testing' && isTest(path);
  if (from && to && from !== to && !isShared) return `the driver ${from} must not import the driver ${to}`;
  return undefined;
}

function refusalOfOutsidePackage(specifier, { importer, path, typeOnly }) {
  if (specifier.startsWith('node:')) return undefined;
  if (builtinModules.includes(packageName(specifier))) return `write node:${specifier}`;
  const name = packageName(specifier);
  if (isTest(path) || !importer || name in importer.dependencies) return undefined;
  const typesName = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  if (typeOnly && typesName in rootManifest.devDependencies) return undefined;
  return `${importer.name} does not depend on ${name}`;
}

/** Why a file must not import this, or undefined where it may. */
export function refusalOf(specifier, { file, typeOnly }) {
  const path = pathBelowRoot(file);
  const importer = packageOfPath(path);
  if (!importer && /^(apps|libs)\//.test(path)) return `${path} is in no package`;
  const from = { file, path, importer, typeOnly };
  if (specifier.startsWith('.')) return refusalOfRelative(specifier, from);
  if (specifier.startsWith(ownScope)) return refusalOfOwnScope(specifier, from);
  return refusalOfOutsidePackage(specifier, from);
}

/** @type {import('eslint').Rule.RuleModule} */
export const boundaries = {
  meta: {
    type: 'problem',
    docs: { description: 'packages import only what the table of boundaries and their own package.json allow' },
    messages: { refused: 'Import of "{{specifier}}" refused: {{refusal}}.' },
    schema: [],
  },
  create: (context) =>
    importVisitor(({ node, specifier, typeOnly }) => {
      const refusal = refusalOf(specifier, { file: context.filename, typeOnly });
      if (refusal) context.report({ node, messageId: 'refused', data: { specifier, refusal } });
    }),
};
