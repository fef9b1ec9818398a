import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { libvirtDriver } from './libvirt.driver.js';
import { Bench, bootMac } from './testing/bench.js';

describe('the libvirt driver, held against a virsh that plays its hypervisor,', () => {
  let rack: Bench;
  beforeAll(() => {
    rack = Bench.open();
  });
  afterAll(() => rack.close());

  const bench = (): ConformanceBench<'oob'> => {
    const { target } = rack;
    return {
      target,
      targetAt: ({ host, port }) => ({ ...target, address: `qemu+ssh://${host}:${port}/system` }),
      refused: { ...target, credential: { username: 'drydock', privateKey: 'a private key of somebody else' } },
      node: 'compute01',
      parameters: {
        ConfigNodePxe: { bootMac },
        SetNodeBoot: { device: 'cdrom' },
        PowerOffNode: { graceful: false },
        PowerOnNode: { boot: { device: 'disk' } },
        PowerCycleNode: { boot: { device: 'pxe' } },
        InterrogateOob: {},
      },
      state: () => rack.hypervisor,
      before: (action) => rack.change({ state: action === 'PowerOnNode' ? 'shut off' : 'running' }),
    };
  };

  it.each(conformanceOf(libvirtDriver, bench))('$name', ({ run }) => run());
});
