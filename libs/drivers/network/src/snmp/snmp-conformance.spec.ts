import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { snmpDriver } from './snmp.driver.js';
import { Bench } from './testing/bench.js';

const credential = { community: 'drydock-rw-secret' };
const port = 'Ethernet9';

describe('the snmp driver, held against a simulated switch,', () => {
  let rack: Bench;
  beforeAll(async () => {
    rack = await Bench.open({ writeCommunity: credential.community });
  });
  afterAll(() => rack.simulated.close());

  const bench = (): ConformanceBench<'network'> => {
    const target = { ...rack.target, credential };
    return {
      target,
      targetAt: ({ host, port: udpPort, is }) => ({
        ...target,
        address: host,
        port: udpPort,
        ...(is === 'silent' && { options: { timeoutMs: 30_000 } }),
      }),
      refused: { ...target, credential: { community: 'guessed-wrong' } },
      node: 'node01',
      parameters: {
        InterrogatePort: { port },
        ConfigurePortProvisioning: { port, vlan: 100, lagMode: 'none' },
        ConfigurePortProduction: { port, untaggedVlan: 200, taggedVlans: [201] },
      },
      state: () => ({ switch: rack.simulated.snapshot(), sets: rack.simulated.counters.sets }),
    };
  };

  it.each(conformanceOf(snmpDriver, bench))('$name', ({ run }) => run());
});
