import importX from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/eslint/boundaries.js';
import { fileNames } from './tools/eslint/file-names.js';
import * as house from './tools/eslint/house.js';
import { correctness } from './tools/eslint/correctness.js';
import { plainRooms } from './tools/eslint/plain-rooms.js';

const drydock = {
  rules: {
    boundaries,
    'boolean-parameters': house.booleanParameters,
    clock: house.clock,
    environment: house.environment,
    explained: house.explained,
    'file-names': fileNames,
    parameters: house.parameters,
    'plain-language': house.plainLanguage,
    'plain-rooms': plainRooms,
    sleep: house.sleep,
  },
};

const specifications = ['**/*.spec.ts', '**/testing/**', 'test/**'];
const configFiles = ['*.config.js', '*.config.ts'];
/** Programs for a developer's terminal, and hardware played by a process: they print, wait and read the clock. */
const playgrounds = [
  'apps/lab/**/*.ts',
  'apps/launcher/**/*.ts',
  'libs/simulator/**/*.ts',
  'libs/local-servers/**/*.ts',
];
const services = ['apps/{orchestrator,oob,node,network,bootstrapper}/**/*.ts'];
const drivers = ['libs/drivers/**/*.ts', 'libs/{redfish,program}/**/*.ts'];
const pure = [
  '**/domain/**/*.ts',
  'libs/{contracts,driver,site-design,redfish,program,simulator}/src/**/*.ts',
  'libs/drivers/**/*.ts',
];

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.nx/', '.drydock/', 'coverage/', 'reports/', 'examples/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,mjs,ts}'], plugins: { drydock }, rules: { ...correctness.everywhere, ...correctness.house } },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: correctness.nodeGlobals }, rules: { 'no-undef': 'error' } },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin, 'import-x': importX },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: ['./tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [
        importX.createNodeResolver({
          conditionNames: ['drydock-source', 'import', 'node', 'default'],
          extensions: ['.ts', '.js'],
          extensionAlias: { '.js': ['.ts', '.js'] },
        }),
      ],
    },
    rules: { ...correctness.typescript, 'import-x/no-cycle': 'error' },
  },
  { files: pure, rules: { 'drydock/plain-rooms': 'error' } },
  {
    files: ['**/domain/**/*.ts', '**/workflows/**/*.ts', 'libs/site-design/**/*.ts', ...drivers],
    rules: { 'drydock/clock': 'error' },
  },
  { files: [...services, ...drivers], rules: { 'drydock/sleep': 'error' } },
  { files: ['**/config.ts'], rules: { 'drydock/environment': 'off' } },
  { files: playgrounds, rules: { 'no-console': 'off' } },
  { files: ['**/*.migration.ts'], rules: correctness.inMigrations },
  { files: specifications, rules: correctness.inSpecifications },
  { files: ['tools/**', ...configFiles], rules: correctness.inTools },
  { files: configFiles, rules: { 'drydock/plain-language': 'off' } },
);
