import { ESLint } from 'eslint';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { mayImport, refusalBetween } from '../../tools/eslint/boundaries.js';
import { packages, tagged, type Package } from '../../tools/eslint/workspace.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The rules as `npm run lint` has them, less those that need types: the files here exist only as text. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

async function complaintsAbout(path: string, ...lines: readonly string[]): Promise<string[]> {
  const [result] = await eslint.lintText(`${lines.join('\n')}\n`, { filePath: join(root, path) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
}

const useOf = (name: string, from: string): string[] => [
  `import { ${name} } from '${from}';`,
  `export const it = ${name};`,
];

interface Case {
  readonly title: string;
  readonly path: string;
  readonly from: string;
  readonly name?: string;
  readonly rule?: string;
  readonly says: string;
}

const refused: readonly Case[] = [
  {
    title: 'a service that imports another service',
    path: 'apps/oob/src/domain/neighbour.ts',
    from: '@drydock/network-service',
    says: 'type:service must not import type:service',
  },
  {
    title: 'a service that reaches into the folder of another',
    path: 'apps/oob/src/neighbour.ts',
    from: '../../network/src/main.js',
    says: 'belongs to @drydock/network-service',
  },
  {
    title: 'a service that loads another one only when it needs it',
    path: 'apps/oob/src/neighbour.ts',
    from: 'dynamic',
    says: 'type:service must not import type:service',
  },
  {
    title: 'a service that takes the drivers of another',
    path: 'apps/oob/src/neighbour.ts',
    from: '@drydock/network-drivers',
    says: 'is for the network service alone',
  },
  {
    title: 'a driver that imports the driver beside it',
    path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts',
    from: '../redfish/redfish.driver.js',
    says: 'the driver ipmi must not import the driver redfish',
  },
  {
    title: 'a driver that imports what is there for specifications',
    path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts',
    from: '../testing/fake-program.js',
    says: 'the driver ipmi must not import the driver testing',
  },
  {
    title: 'a driver that imports drivers of another kind',
    path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts',
    from: '@drydock/network-drivers',
    says: 'type:drivers must not import type:drivers',
  },
  {
    title: 'a driver that knows how actions are run',
    path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts',
    from: '@drydock/actions',
    says: 'type:drivers must not import type:actions',
  },
  {
    title: 'contracts that import anything of ours',
    path: 'libs/contracts/src/sealed.ts',
    from: '@drydock/messaging',
    says: 'type:contracts must not import type:messaging',
  },
  {
    title: 'an import past the entry of a library',
    path: 'apps/oob/src/neighbour.ts',
    from: '@drydock/actions/src/runner.js',
    says: 'import what its package.json exports',
  },
  {
    title: 'product code that imports what is made for specifications',
    path: 'apps/launcher/src/neighbour.ts',
    from: '@drydock/local-servers/testing',
    says: 'is for specifications',
  },
  {
    title: 'an import that the package.json does not list',
    path: 'apps/launcher/src/neighbour.ts',
    from: '@drydock/service',
    says: '@drydock/launcher does not depend on @drydock/service',
  },
  {
    title: 'an outside package that the package.json does not list',
    path: 'libs/contracts/src/sealed.ts',
    from: 'undici',
    says: '@drydock/contracts does not depend on undici',
  },
  {
    title: 'a package that does not exist',
    path: 'apps/oob/src/neighbour.ts',
    from: '@drydock/everything',
    says: 'there is no package @drydock/everything',
  },
  {
    title: 'a file that is in no package',
    path: 'libs/stray/src/neighbour.ts',
    from: '@drydock/contracts',
    says: 'is in no package',
  },
  ...['@nestjs/common', 'typeorm', 'nats', 'express', 'rxjs', 'rxjs/operators'].map((from) => ({
    title: `a domain that imports ${from}`,
    path: 'apps/orchestrator/src/domain/plan.ts',
    from,
    rule: 'drydock/plain-rooms',
    says: 'is a framework',
  })),
  {
    title: 'a domain that imports the tables it is stored in',
    path: 'apps/orchestrator/src/domain/plan.ts',
    from: '../persistence/task.store.js',
    rule: 'drydock/plain-rooms',
    says: 'is another room',
  },
  {
    title: 'an import cycle',
    path: 'libs/contracts/src/fields.ts',
    from: './catalogue.js',
    name: 'catalogue',
    rule: 'import-x/no-cycle',
    says: 'Dependency cycle',
  },
  {
    title: 'an import cycle through another package',
    path: 'libs/contracts/src/fields.ts',
    from: '@drydock/service',
    rule: 'import-x/no-cycle',
    says: 'Dependency cycle',
  },
];

const allowed = [
  { title: 'a service its own drivers', path: 'apps/oob/src/drivers.ts', from: '@drydock/oob-drivers' },
  { title: 'a service the action runner', path: 'apps/oob/src/oob.module.ts', from: '@drydock/actions' },
  { title: 'a driver its contract', path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts', from: '@drydock/driver' },
  { title: 'a driver a protocol library', path: 'libs/drivers/oob/src/ipmi/ipmi.driver.ts', from: '@drydock/redfish' },
  {
    title: 'the list of drivers each driver',
    path: 'libs/drivers/oob/src/index.ts',
    from: './redfish/redfish.driver.js',
  },
  { title: 'a domain the contracts', path: 'apps/orchestrator/src/domain/plan.ts', from: '@drydock/contracts' },
  {
    title: 'a specification simulated hardware',
    path: 'libs/drivers/oob/src/ipmi/ipmi.driver.spec.ts',
    from: '@drydock/simulator',
  },
  {
    title: 'a specification real servers',
    path: 'libs/actions/src/claim.spec.ts',
    from: '@drydock/local-servers/testing',
  },
];

describe('boundaries between packages', () => {
  it.each(refused)('$title is refused', async ({ path, from, name = 'thing', rule = 'drydock/boundaries', says }) => {
    const lines = from === 'dynamic' ? ["export const it = import('@drydock/network-service');"] : useOf(name, from);
    const complaints = await complaintsAbout(path, ...lines);
    expect(complaints.filter((complaint) => complaint.startsWith(`${rule}:`)).join('\n')).toContain(says);
  });

  it.each(allowed)('$title is allowed', async ({ path, from }) => {
    expect(await complaintsAbout(path, ...useOf('thing', from))).toEqual([]);
  });
});

describe('the table of boundaries', () => {
  const messaging: Package = { name: 'a', tags: ['type:messaging'], folder: 'libs/a', dependencies: {}, manifest: {} };

  it('refuses a package without a type tag', () => {
    expect(refusalBetween({ name: 'b', tags: [] }, messaging)).toBe('b has no "type:" tag in its package.json');
  });

  it('refuses a type that it does not know', () => {
    const refusal = refusalBetween({ name: 'b', tags: ['type:novelty'] }, messaging);
    expect(refusal).toBe('type:novelty of b is not in the table of boundaries');
  });

  it('knows every package, and has no line that no package uses', () => {
    const types = packages.flatMap((one) => tagged(one, 'type'));
    expect(types).toHaveLength(packages.length);
    expect([...new Set(types)].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('has no way around in a circle', () => {
    const reachable = (type: string, above: readonly string[]): string[] => {
      if (above.includes(type)) throw new Error(`${[...above, type].join(' → ')} is a circle`);
      return (mayImport[type] ?? []).flatMap((next) => [next, ...reachable(next, [...above, type])]);
    };
    expect(Object.keys(mayImport).flatMap((type) => reachable(type, []))).not.toContain('service');
  });

  it('allows every dependency that a package.json lists', () => {
    const refusals = packages.flatMap((importer) =>
      packages
        .filter(({ name }) => name in importer.dependencies)
        .map((imported) => refusalBetween(importer, imported))
        .filter((refusal) => refusal !== undefined),
    );
    expect(refusals).toEqual([]);
  });
});

const houseRules = [
  { title: 'any', line: 'export const read = (value: any): string => String(value);', rule: 'no-explicit-any' },
  {
    title: 'a type assertion',
    line: 'export const read = (value: unknown) => value as string;',
    rule: 'consistent-type-assertions',
  },
  {
    title: 'a promise that a value is there',
    line: 'export const first = (list: string[]) => list[0]!;',
    rule: 'no-non-null-assertion',
  },
  { title: 'a default export', line: 'export default 1;', rule: 'plain-language' },
  { title: 'an enum', line: "export enum Power { On = 'on' }", rule: 'plain-language' },
  {
    title: 'a fourth parameter',
    line: 'export const add = (a: number, b: number, c: number, d: number) => a + b + c + d;',
    rule: 'parameters',
  },
  {
    title: 'a boolean beside another parameter',
    line: 'export const power = (node: string, on: boolean) => `${node} ${on}`;',
    rule: 'boolean-parameters',
  },
  { title: 'the environment', line: 'export const url = process.env.NATS_URL;', rule: 'environment' },
  { title: 'a print to the console', line: "console.log('here');", rule: 'no-console' },
  { title: 'the clock in a domain', line: 'export const due = () => Date.now() + 1000;', rule: 'clock' },
  {
    title: 'a sleep',
    line: 'export const pause = () => new Promise((resolve) => { setTimeout(resolve, 1000); });',
    rule: 'sleep',
  },
  {
    title: 'an exception without a reason',
    line: '// eslint-disable-next-line no-console\nconsole.log(1);',
    rule: 'explained',
  },
  { title: 'an open end without a reason', line: '// TODO later\nexport const it = 1;', rule: 'explained' },
  { title: 'a file of 401 lines', line: 'export const it = 1;\n'.repeat(401), rule: 'max-lines' },
];

describe('rules of the house', () => {
  it.each(houseRules)('$title is refused', async ({ line, rule }) => {
    const complaints = await complaintsAbout('apps/orchestrator/src/domain/plan.ts', line);
    expect(complaints.map((complaint) => complaint.split(':')[0]?.split('/').at(-1))).toContain(rule);
  });

  it('as const is no assertion', async () => {
    const line = "export const powers = ['on', 'off'] as const;";
    expect(await complaintsAbout('apps/orchestrator/src/domain/power.ts', line)).toEqual([]);
  });

  it.each(['bmcHelper.ts', 'power-utils.ts', 'common/power.ts', 'power.thing.ts', 'index.ts', 'PowerCycle.ts'])(
    'a file called %s is refused',
    async (name) => {
      const complaints = await complaintsAbout(`apps/oob/src/${name}`, 'export const it = 1;');
      expect(complaints.join('\n')).toContain('drydock/file-names');
    },
  );

  it('a class that Nest injects stays a value import, so that its type is there at run time', async () => {
    const complaints = await complaintsAbout(
      'apps/oob/src/rest/power.controller.ts',
      "import { Controller } from '@nestjs/common';",
      "import { PowerStore } from '../persistence/power.store.js';",
      '',
      "@Controller('power')",
      'export class PowerController {',
      '  constructor(readonly store: PowerStore) {}',
      '}',
    );
    expect(complaints).toEqual([]);
  });
});

describe('rules that know types', () => {
  /** A real file, so that the compiler knows its place; the text is ours. */
  const path = join(root, 'libs/contracts/src/subjects.ts');
  // In CI the parser takes a lint for the only one of its process, and would look at the file's own text.
  const parserOptions = { disallowAutomaticSingleRunInference: true };
  const typed = new ESLint({ cwd: root, overrideConfig: { languageOptions: { parserOptions } } });
  const cases = [
    {
      title: 'a switch that forgets a word of a union',
      line: "export function f(power: 'on' | 'off') {\n  switch (power) {\n    case 'on':\n      return 1;\n  }\n}",
      rule: '@typescript-eslint/switch-exhaustiveness-check',
    },
    {
      title: 'a promise that nobody waits for',
      line: 'export function f(work: () => Promise<void>) {\n  work();\n}',
      rule: '@typescript-eslint/no-floating-promises',
    },
    {
      title: 'parsed JSON that is used unread',
      line: 'export const f = (text: string): string => JSON.parse(text);',
      rule: '@typescript-eslint/no-unsafe-return',
    },
  ];

  it.each(cases)('$title is refused', async ({ line, rule }) => {
    const [result] = await typed.lintText(`${line}\n`, { filePath: path });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual([rule]);
  });
});
