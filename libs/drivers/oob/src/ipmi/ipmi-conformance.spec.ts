import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ipmiDriver } from './ipmi.driver.js';
import { Bench } from './testing/bench.js';

describe('the ipmi driver, held against an ipmitool that plays its BMC,', () => {
  let rack: Bench;
  beforeAll(() => {
    rack = Bench.open();
  });
  afterAll(() => rack.close());

  const bench = (): ConformanceBench<'oob'> => {
    const { target } = rack;
    return {
      target,
      targetAt: ({ host, port }) => ({ ...target, address: host, port }),
      refused: { ...target, credential: { username: 'root', password: 'guessed-wrong' } },
      node: 'node01',
      parameters: {
        ConfigNodePxe: { bootMac: '52:54:00:01:01:01' },
        SetNodeBoot: { device: 'pxe', mode: 'uefi' },
        PowerOffNode: { graceful: false },
        PowerOnNode: { boot: { device: 'disk' } },
        PowerCycleNode: { boot: { device: 'pxe' } },
        InterrogateOob: {},
      },
      state: () => rack.bmc,
      before: (action) => rack.change({ power: action === 'PowerOnNode' ? 'off' : 'on' }),
    };
  };

  it.each(conformanceOf(ipmiDriver, bench))('$name', ({ run }) => run());
});
