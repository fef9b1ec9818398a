import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { describe, it } from 'vitest';
import { fakeDriver } from './fake.driver.js';

const target = { type: 'fake', address: 'tor.fake' };
const port = 'Ethernet1';

const bench = (): ConformanceBench<'network'> => ({
  target,
  targetAt: (deadEnd) => ({
    ...target,
    options: deadEnd.is === 'silent' ? { hang: true } : { failKind: 'unreachable' },
  }),
  node: 'node01',
  parameters: {
    InterrogatePort: { port },
    ConfigurePortProvisioning: { port, vlan: 100, lagMode: 'none' },
    ConfigurePortProduction: { port, untaggedVlan: 200, taggedVlans: [201] },
  },
  state: () => null,
});

describe('the fake driver of the network service', () => {
  it.each(conformanceOf(fakeDriver, bench, { keepsNothing: 'a fake keeps nothing' }))('$name', ({ run }) => run());
});
