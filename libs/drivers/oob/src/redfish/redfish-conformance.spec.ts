import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { ordinaryHardware, SimulatedNode, simulatedTime, startBmc, type RunningBmc } from '@drydock/simulator';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRedfish } from './bmc.js';
import { redfishDriver } from './redfish.driver.js';

const bootMac = '52:54:00:01:01:00';
const identity = { serialNumber: 'DRYDOCK-R1N1', systemUuid: '6472796d-0000-4000-8000-000000010100' };
const credential = { username: 'root', password: 'calvin-lab-secret' };

describe('the redfish driver, held against a simulated BMC,', () => {
  let node: SimulatedNode;
  let bmc: RunningBmc;

  beforeAll(async () => {
    const nics = [bootMac, '52:54:00:01:01:01'].map((mac, index) => ({ name: `nic${index}`, mac, speedMbps: 25_000 }));
    node = new SimulatedNode({
      hardware: ordinaryHardware({ ...identity, name: 'node01', nics }),
      time: simulatedTime(0.1),
    });
    bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node });
  });
  afterAll(async () => {
    await closeRedfish();
    await bmc.close();
    await node.vanish();
  });

  const bench = (): ConformanceBench<'oob'> => {
    const target = { type: 'redfish', address: bmc.url, credential };
    return {
      target,
      targetAt: ({ host, port }) => ({ ...target, address: `http://${host}:${port}` }),
      refused: { ...target, credential: { username: 'root', password: 'guessed-wrong' } },
      node: 'node01',
      parameters: {
        ConfigNodePxe: { bootMac: '52:54:00:01:01:01' },
        SetNodeBoot: { device: 'pxe', mode: 'uefi' },
        PowerOffNode: { graceful: false },
        PowerOnNode: {},
        PowerCycleNode: { boot: { device: 'pxe' } },
        InterrogateOob: {},
      },
      state: () => ({ power: node.power, boot: node.state.boot, counters: node.counters }),
      before: async (action) => {
        if (action !== 'PowerOffNode' && action !== 'PowerCycleNode') return;
        node.reset('On');
        await expect.poll(() => node.power).toBe('On');
      },
      onWait: () => wait(20),
    };
  };

  it.each(conformanceOf(redfishDriver, bench))('$name', ({ run }) => run());
});
