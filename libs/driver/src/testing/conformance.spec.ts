import type { PortFacts } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { done, noop, would, type Driver } from '../driver.js';
import { DriverError } from '../driver-error.js';
import { actAsTold, reachAsTold } from '../fake-behaviour.js';
import { conformanceOf } from './conformance.js';
import type { ConformanceBench } from './conformance-bench.js';

const credential = { community: 'community-secret' };
const target = { type: 'scripted', address: 'tor', credential };
const port = 'Ethernet1';
const facts: PortFacts = {
  switch: 'tor',
  port,
  adminUp: true,
  operUp: null,
  speedMbps: null,
  mtu: null,
  mode: 'access',
  untaggedVlan: 100,
  taggedVlans: [],
  pvid: 100,
  stpEdge: null,
  lag: null,
  lldpNeighbour: null,
  macs: null,
};
const unchanged = { changed: false, before: facts, after: facts };

let sets = 0;
const bench = (): ConformanceBench<'network'> => ({
  target,
  targetAt: ({ is }) => ({ ...target, options: is === 'silent' ? { hang: true } : { failKind: 'unreachable' } }),
  node: 'node01',
  parameters: {
    InterrogatePort: { port },
    ConfigurePortProvisioning: { port, vlan: 100, lagMode: 'none' },
    ConfigurePortProduction: { port, untaggedVlan: 100 },
  },
  state: () => ({ sets }),
});

const good: Driver<'network'> = {
  service: 'network',
  type: 'scripted',
  description: 'a switch that is as it should be',
  settings: {
    type: 'object',
    required: ['credential'],
    properties: {
      credential: { type: 'object', properties: { community: { type: 'string', writeOnly: true } } },
    },
  },
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: (command, context) => actAsTold(command, context, { ...facts, wiring: 'unknown' }),
    ConfigurePortProvisioning: (command, context) => actAsTold(command, context, unchanged),
    ConfigurePortProduction: (command, context) => actAsTold(command, context, unchanged),
  },
  reach: reachAsTold,
  probe: async () => ({ facts: { ports: 1 }, documents: [] }),
};

type Actions = Driver<'network'>['actions'];
const acting = (actions: Partial<Actions>): Partial<Driver<'network'>> => ({
  actions: { ...good.actions, ...actions },
});

/** The names of the checks that a driver does not pass. */
async function failuresOf(driver: Driver<'network'>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of conformanceOf(driver, bench)) await run().catch(() => failed.push(name));
  return failed;
}

const provisions = 'says what ConfigurePortProvisioning would do, does it, and finds nothing to do the second time';
const faults: readonly { fault: string; check: string; more: Partial<Driver<'network'>> }[] = [
  {
    fault: 'whose type is not kebab-case',
    check: 'says what it is, in kebab-case and JSON',
    more: { type: 'Scripted Switch' },
  },
  {
    fault: 'whose noop has no reason',
    check: 'declares noops of actions that there are, with reasons',
    more: { noops: { InterrogatePort: ' ' } },
  },
  {
    fault: 'whose settings are no JSON Schema',
    check: 'has settings that are a JSON Schema and accept its target',
    more: { settings: { type: 'thing' } },
  },
  {
    fault: 'whose settings do not mark the secret',
    check: 'marks the secrets of its settings as writeOnly',
    more: { settings: { type: 'object', properties: { credential: { type: 'object' } } } },
  },
  {
    fault: 'that cannot be reached',
    check: 'reaches and probes its target',
    more: { reach: async () => Promise.reject(new DriverError('busy', 'not now')) },
  },
  {
    fault: 'that finds everything reachable',
    check: 'finds a target unreachable where nobody listens',
    more: { reach: async () => undefined },
  },
  {
    fault: 'that changes something in a dry run',
    check: provisions,
    more: acting({
      ConfigurePortProvisioning: (command, context) => {
        sets += 1;
        return actAsTold(command, context, unchanged);
      },
    }),
  },
  {
    fault: 'that answers a dry run as if it had acted',
    check: provisions,
    more: acting({
      ConfigurePortProvisioning: async (command, context) => {
        await actAsTold(command, context, unchanged);
        return done(unchanged);
      },
    }),
  },
  {
    fault: 'that changes something each time',
    check: provisions,
    more: acting({
      ConfigurePortProvisioning: (command, context) => actAsTold(command, context, { ...unchanged, changed: true }),
    }),
  },
  {
    fault: 'whose result is not the contract’s',
    check: provisions,
    more: acting({
      ConfigurePortProvisioning: (command, context) =>
        actAsTold(command, context, { ...unchanged, after: { ...facts, untaggedVlan: 5000 } }),
    }),
  },
  {
    fault: 'that answers a noop which it does not declare',
    check: provisions,
    more: acting({
      ConfigurePortProvisioning: async (command, context) => {
        const ended = await actAsTold(command, context, unchanged);
        return ended.kind === 'would' ? would([]) : noop('nothing to do');
      },
    }),
  },
  {
    fault: 'that does not stop',
    check: 'stops InterrogatePort soon after it is told to',
    more: acting({
      InterrogatePort: (command, context) =>
        command.target.options?.hang === true
          ? Promise.resolve(done({ ...facts, wiring: 'unknown' }))
          : actAsTold(command, context, { ...facts, wiring: 'unknown' }),
    }),
  },
  {
    fault: 'that tells its credential',
    check: 'keeps its credentials to itself',
    more: { probe: async (asked) => ({ facts: { asked: JSON.stringify(asked.credential) }, documents: [] }) },
  },
];

describe('the conformance kit', () => {
  it('passes a driver that does what it should', async () => {
    expect(await failuresOf(good)).toEqual([]);
  });

  it.each(faults)('fails a driver $fault', async ({ check, more }) => {
    expect(await failuresOf({ ...good, ...more })).toContain(check);
  });
});
