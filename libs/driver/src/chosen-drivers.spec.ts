import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenDrivers } from './chosen-drivers.js';
import type { Driver } from './driver.js';
import { actAsTold, fakeSettings, reachAsTold } from './fake-behaviour.js';
import { registry } from './registry.js';

const facts = { switch: 'tor', port: 'Ethernet1', mode: 'access', taggedVlans: [], wiring: 'unknown' };

const driverText = (type: string, more = '') => `{
  service: 'network', type: '${type}', description: 'a switch', settings: {}, traits: {}, noops: {},
  actions: {
    InterrogatePort: async () => ({ kind: 'done', result: ${JSON.stringify(facts)} }),
    ConfigurePortProvisioning: async () => ({ kind: 'noop', reason: 'nothing' }),
    ConfigurePortProduction: async () => ({ kind: 'noop', reason: 'nothing' }),
  },
  reach: async () => {}, probe: async () => ({ facts: {}, documents: [] }),
  ${more}
}`;

const packages: Readonly<Record<string, string>> = {
  '@acme/switches': `export const one = ${driverText('acme-one')};\nexport const two = ${driverText('acme-two')};\n`,
  'second-fake': `export const driver = ${driverText('builtin-fake')};\n`,
  'half-a-driver': `export const driver = ${driverText('half', 'actions: {},')};\n`,
  'wrong-service': `export const driver = ${driverText('bmc', "service: 'oob',")};\n`,
  'no-driver': 'export const answer = 42;\n',
  'does-not-load': "throw new Error('it needs a licence');\n",
};

const refuse = () => Promise.reject(new Error('is not called'));
const builtinFake: Driver<'network'> = {
  service: 'network',
  type: 'builtin-fake',
  description: 'built in',
  settings: fakeSettings,
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: refuse,
    ConfigurePortProvisioning: (command, context) => actAsTold(command, context, refuse).then(refuse),
    ConfigurePortProduction: refuse,
  },
  reach: reachAsTold,
  probe: refuse,
};

describe('the drivers that a service is told to have', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drydock-packages-'));
    for (const [name, text] of Object.entries(packages)) {
      const folder = join(directory, 'node_modules', name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }));
      await writeFile(join(folder, 'index.js'), text);
    }
  });
  afterAll(() => rm(directory, { recursive: true }));

  const chosen = async (names: readonly string[] | null) => [
    ...(await chosenDrivers({ service: 'network', names, builtIn: registry(builtinFake), directory })).keys(),
  ];

  it('are all built-in ones when nothing is said', async () => {
    expect(await chosen(null)).toEqual(['builtin-fake']);
  });

  it('are those that are named, built in or from packages, and no others', async () => {
    expect(await chosen(['builtin-fake', '@acme/switches'])).toEqual(['builtin-fake', 'acme-one', 'acme-two']);
    expect(await chosen(['@acme/switches'])).toEqual(['acme-one', 'acme-two']);
  });

  it.each([
    ['nowhere', /no network driver nowhere: it is none of the built-in ones \(builtin-fake\), and no package/],
    ['no-driver', /package no-driver exports no network driver: one has .*InterrogatePort/],
    ['half-a-driver', /package half-a-driver exports no network driver/],
    ['wrong-service', /package wrong-service exports no network driver/],
    ['does-not-load', /needs a licence/],
  ])('cannot be %s, and that is said', async (name, message) => {
    await expect(chosen([name])).rejects.toThrow(message);
  });

  it('cannot be two of one type', async () => {
    await expect(chosen(['builtin-fake', 'second-fake'])).rejects.toThrow(
      'Two network drivers are called builtin-fake.',
    );
  });
});
