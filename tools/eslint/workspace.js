import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A package of the workspace, as its `package.json` describes it.
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder Relative to the root, with forward slashes.
 * @property {readonly string[]} tags The Nx tags.
 * @property {Readonly<Record<string, string>>} dependencies
 * @property {Manifest} manifest
 */

/**
 * @typedef {object} Manifest
 * @property {string} [description]
 * @property {Readonly<Record<string, Readonly<Record<string, string>>>>} [exports] Each entry by condition.
 */

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const readManifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

export const rootManifest = readManifest('.');

const foldersOf = (pattern) => {
  const parent = pattern.replace(/\/\*$/, '');
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`);
};

const hasManifest = (folder) => readdirSync(join(root, folder)).includes('package.json');

/** @type {readonly Package[]} */
export const packages = rootManifest.workspaces
  .flatMap(foldersOf)
  .filter(hasManifest)
  .map((folder) => {
    const manifest = readManifest(folder);
    const { name, dependencies = {}, nx } = manifest;
    return { name, folder, tags: nx?.tags ?? [], dependencies, manifest };
  });

/** A file's path below the root, with forward slashes. */
export const pathBelowRoot = (file) => relative(root, file).split(sep).join('/');

/** The package a file belongs to, by its path below the root; undefined outside all of them. */
export const packageOfPath = (path) => packages.find(({ folder }) => path.startsWith(`${folder}/`));

/**
 * The values of a tag: `tagged(oob, 'service')` is `['oob']` for the tag `service:oob`.
 * @param {Pick<Package, 'tags'>} of
 * @param {string} kind
 */
export const tagged = ({ tags }, kind) =>
  tags.filter((tag) => tag.startsWith(`${kind}:`)).map((tag) => tag.slice(kind.length + 1));
