import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { describe, it } from 'vitest';
import { fakeDriver } from './fake.driver.js';

const target = { type: 'fake', address: 'bmc.fake' };

const bench = (): ConformanceBench<'oob'> => ({
  target,
  targetAt: (deadEnd) => ({
    ...target,
    options: deadEnd.is === 'silent' ? { hang: true } : { failKind: 'unreachable' },
  }),
  node: 'node01',
  parameters: {
    ConfigNodePxe: { bootMac: '52:54:00:01:01:00' },
    SetNodeBoot: { device: 'pxe' },
    PowerOffNode: {},
    PowerOnNode: {},
    PowerCycleNode: {},
    InterrogateOob: {},
  },
  state: () => null,
});

describe('the fake driver of the oob service', () => {
  it.each(conformanceOf(fakeDriver, bench, { keepsNothing: 'a fake keeps nothing' }))('$name', ({ run }) => run());
});
