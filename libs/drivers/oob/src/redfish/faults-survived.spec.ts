import type { NodeFaults } from '@drydock/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedBench } from './testing/simulated-bench.js';
import {
  all,
  deedsAt,
  patches,
  patching,
  reading,
  requests,
  resets,
  resetting,
  secretsIn,
  under,
  type Deed,
  type DeedName,
} from './testing/simulated-deeds.js';

let bench: SimulatedBench;
beforeEach(async () => {
  bench = await SimulatedBench.open();
});
afterEach(() => bench.close());

interface Survived {
  readonly what: string;
  readonly faults: Partial<NodeFaults>;
  readonly deeds: readonly DeedName[];
}

const survived: readonly Survived[] = [
  {
    what: 'is unavailable for a moment',
    faults: { unavailable: { ...requests({ times: 3 }), retryAfterSeconds: 0 } },
    deeds: all,
  },
  { what: 'has no time to read', faults: { unavailable: { ...reading, retryAfterSeconds: 1 } }, deeds: all },
  {
    what: 'has no time for more than a client waits',
    faults: { unavailable: { ...reading, retryAfterSeconds: 90 } },
    deeds: all,
  },
  { what: 'has no time for a change', faults: { unavailable: { ...patching, retryAfterSeconds: 1 } }, deeds: patches },
  { what: 'has no time for a reset', faults: { unavailable: { ...resetting, retryAfterSeconds: 30 } }, deeds: resets },
  {
    what: 'resets connections',
    faults: { connectionReset: { ...requests({ times: 3 }), when: 'before' } },
    deeds: all,
  },
  {
    what: 'resets a connection before a change',
    faults: { connectionReset: { ...patching, when: 'before' } },
    deeds: patches,
  },
  {
    what: 'resets a connection before a reset',
    faults: { connectionReset: { ...resetting, when: 'before' } },
    deeds: resets,
  },
  {
    what: 'resets a connection after a change',
    faults: { connectionReset: { ...patching, when: 'after' } },
    deeds: patches,
  },
  {
    what: 'resets a connection after a reset',
    faults: { connectionReset: { ...resetting, when: 'after' } },
    deeds: resets,
  },
  { what: 'breaks off within what is read', faults: { connectionReset: { ...reading, when: 'within' } }, deeds: all },
  {
    what: 'breaks off within the answer to a change',
    faults: { connectionReset: { ...patching, when: 'within' } },
    deeds: patches,
  },
  {
    what: 'breaks off within the answer to a reset',
    faults: { connectionReset: { ...resetting, when: 'within' } },
    deeds: resets,
  },
  {
    what: 'breaks off within the answer to a login',
    faults: { connectionReset: { ...requests({ times: 2, path: '/Sessions' }), when: 'within' } },
    deeds: all,
  },
  { what: 'forgets its sessions before a look', faults: { sessionLost: { ...reading, session: 'gone' } }, deeds: all },
  {
    what: 'forgets its sessions before a change',
    faults: { sessionLost: { ...patching, session: 'gone' } },
    deeds: patches,
  },
  {
    what: 'forgets its sessions before a reset',
    faults: { sessionLost: { ...resetting, session: 'gone' } },
    deeds: resets,
  },
  {
    what: 'refuses a session that it keeps',
    faults: { sessionLost: { ...requests({ times: 1 }), session: 'kept' } },
    deeds: all,
  },
  { what: 'has no session left (503)', faults: { sessionsFull: { times: null, status: 503 } }, deeds: all },
  { what: 'has no session left (400)', faults: { sessionsFull: { times: null, status: 400 } }, deeds: all },
  { what: 'does not know its own tag', faults: { preconditionFailed: { times: 1 } }, deeds: patches },
  {
    what: 'does not know its own tag, nor the fresh one',
    faults: { preconditionFailed: { times: 2 } },
    deeds: patches,
  },
  { what: 'answers late', faults: { slowAnswers: { ...requests({ times: 3 }), seconds: 5 } }, deeds: all },
  { what: 'answers a look too late', faults: { slowAnswers: { ...reading, seconds: 200 } }, deeds: all },
  { what: 'answers a change too late', faults: { slowAnswers: { ...patching, seconds: 200 } }, deeds: patches },
  { what: 'answers a reset too late', faults: { slowAnswers: { ...resetting, seconds: 200 } }, deeds: resets },
  { what: 'answers a look with a page', faults: { garbage: { ...reading, as: 'html', status: null } }, deeds: all },
  { what: 'answers a look with bytes', faults: { garbage: { ...reading, as: 'binary', status: null } }, deeds: all },
  {
    what: 'answers a change with a page',
    faults: { garbage: { ...patching, as: 'html', status: null } },
    deeds: patches,
  },
  {
    what: 'answers a reset with a page',
    faults: { garbage: { ...resetting, as: 'html', status: null } },
    deeds: resets,
  },
  {
    what: 'answers a reset with a gateway’s page',
    faults: { garbage: { ...resetting, as: 'html', status: 502 } },
    deeds: resets,
  },
  {
    what: 'answers a change with a gateway’s page',
    faults: { garbage: { ...patching, as: 'html', status: 502 } },
    deeds: patches,
  },
  { what: 'answers a look with half of it', faults: { truncated: reading }, deeds: all },
  { what: 'answers a change with half of it', faults: { truncated: patching }, deeds: patches },
  { what: 'answers a reset with half of it', faults: { truncated: resetting }, deeds: resets },
  { what: 'shows its power late', faults: { stalePower: { seconds: 150 } }, deeds: resets },
  {
    what: 'does not use up an override for once',
    faults: { staleOverride: 'stays' },
    deeds: ['PowerOnNode', 'PowerCycleNode'],
  },
];

const rows = survived.flatMap(({ what, faults, deeds: names }) => names.map((name) => ({ what, faults, name })));

describe('at a BMC that', () => {
  it.each(rows)('$what, $name is done, and once', async ({ faults, name }) => {
    const deed: Deed = deedsAt(bench)[name];
    const { result, done } = await under(bench, faults, deed);
    expect(result).toMatchObject(deed.says);
    if (!('stalePower' in faults || 'staleOverride' in faults)) {
      expect(bench.node.counters.faultyAnswers, 'the fault was met').toBeGreaterThan(0);
    }
    expect(done).toMatchObject(deed.counts);
    expect(deed.leaves()).toMatchObject(deed.left);
    expect(bench.node.counters.mostSessions).toBeLessThanOrEqual(2);
    expect(secretsIn(bench, result)).toEqual([]);
  });
});

describe('at a BMC that goes on showing a boot device that is used up,', () => {
  it('each start is armed anew, and boots from the network', async () => {
    const { boot, counters } = bench.node;
    await bench.powered('On');
    boot.change({ order: boot.options.filter(({ attempt }) => attempt.kind === 'disk').map((disk) => disk.reference) });
    bench.break({ staleOverride: 'shown' });
    for (const cycle of [1, 2]) {
      await bench.run('PowerCycleNode', { boot: { device: 'pxe' } });
      expect(counters).toMatchObject({ starts: 1 + cycle, bootOverrideSets: cycle });
    }
    // An override that nobody used up would still count.
    expect(boot.takeForStart()).toEqual([{ kind: 'disk' }]);
  });
});
