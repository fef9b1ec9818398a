import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { describe, it } from 'vitest';
import { manualDriver } from './manual.driver.js';

const target = { type: 'manual', address: 'node01', options: { where: 'rack 12, unit 3' } };

const bench = (): ConformanceBench<'oob'> => ({
  target,
  targetAt: () => target,
  node: 'node01',
  parameters: {
    ConfigNodePxe: { bootMac: '52:54:00:01:01:00' },
    SetNodeBoot: { device: 'pxe' },
    PowerOffNode: {},
    PowerOnNode: { boot: { device: 'disk' } },
    PowerCycleNode: {},
    InterrogateOob: {},
  },
  state: () => null,
  confirmation: { by: 'remote-hands', at: '2026-01-01T00:00:00.000Z', note: null },
});

describe('the manual driver', () => {
  const options = { keepsNothing: 'nobody can look at the node', reachesNothing: 'a person is asked' };
  it.each(conformanceOf(manualDriver, bench, options))('$name', ({ run }) => run());
});
