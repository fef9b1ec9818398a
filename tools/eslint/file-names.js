import { basename, dirname } from 'node:path';
import { packageOfPath, pathBelowRoot } from './workspace.js';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a file may say of itself before `.ts`; in the plural when it holds several small ones. */
export const roles = [
  'client',
  'config',
  'controller',
  'd',
  'driver',
  'entity',
  'error',
  'filter',
  'guard',
  'interceptor',
  'listener',
  'merge',
  'metrics',
  'middleware',
  'migration',
  'module',
  'parameters',
  'rule',
  'settings',
  'spec',
  'step',
  'store',
  'strategy',
  'workflow',
];

/** Words that say nothing about what a file is for. */
export const emptyWords = /(^|-)(helpers?|utils?|utilities|common|misc|base|managers?|shared)(-|$)/;

/** The file is one that the package offers to others. */
function isEntry(path) {
  const { folder, manifest } = packageOfPath(path) ?? {};
  return Object.values(manifest?.exports ?? {}).some(
    (entry) => path === `${folder}/${entry['drydock-source']?.slice(2)}`,
  );
}

function complaintOf(path) {
  const [stem, ...rest] = basename(path).split('.');
  const extension = rest.pop();
  const folders = dirname(path).split('/');
  if (!kebab.test(stem)) return `${stem} is not kebab-case`;
  const empty = [...folders, stem].find((word) => emptyWords.test(word));
  if (empty) return `"${empty}" does not say what it is for`;
  if (stem === 'index' && extension === 'ts' && !isEntry(path)) return 'only what package.json exports is an index.ts';
  const unknown = rest.find((role) => !roles.includes(role) && !roles.includes(role.replace(/s$/, '')));
  return unknown && extension === 'ts'
    ? `"${unknown}" is not a role; tools/eslint/file-names.js lists them`
    : undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
export const fileNames = {
  meta: {
    type: 'suggestion',
    docs: { description: 'files are called kebab-case.<role>.ts, after what they are for' },
    messages: { name: 'File name: {{complaint}}.' },
    schema: [],
  },
  create: (context) => ({
    Program: (node) => {
      const complaint = complaintOf(pathBelowRoot(context.filename));
      if (complaint) context.report({ node, loc: { line: 1, column: 0 }, messageId: 'name', data: { complaint } });
    },
  }),
};
