import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { describe, it } from 'vitest';
import { fakeDriver } from './fake.driver.js';

const target = { type: 'fake', address: 'http://bootstrapper.fake' };
const bootData = { url: 'http://127.0.0.1:9000/boot', key: 'boot-data-key' };

const bench = (): ConformanceBench<'node'> => ({
  target,
  targetAt: (deadEnd) => ({
    ...target,
    options: deadEnd.is === 'silent' ? { hang: true } : { failKind: 'unreachable' },
  }),
  node: 'node01',
  parameters: {
    CreateNetworkTemplate: { networks: [], links: [], routeDomains: {} },
    CreateStorageTemplate: { layouts: [{ name: 'plain', devices: [], volumeGroups: [] }] },
    CreateBootMedia: { images: [], repositories: [], authorizedKeys: [] },
    PrepareHardwareConfig: { profiles: [{ name: 'box' }] },
    IdentifyNode: { hostname: 'node01', bootMac: '52:54:00:01:01:00', mode: 'probe' },
    ConfigureHardware: { profile: 'box' },
    InterrogateNode: {},
    ApplyNodeNetworking: {
      interfaces: [],
      addressing: [],
      primaryNetwork: 'mgmt',
      routes: [],
      dns: { domain: 'example.org', servers: [] },
    },
    ApplyNodeStorage: { storage: { devices: [{ name: 'sda', labels: {} }], volumeGroups: [] } },
    ApplyNodePlatform: { image: 'linux', kernel: null, kernelParameters: '', tags: [], ownerData: {} },
    DeployNode: {
      deploymentId: '7d0c9a3a-9b75-4c9a-8a35-1f8e5f0c1a11',
      digest: 'digest-1',
      hostname: 'node01',
      authorizedKeys: [],
      bootData,
    },
    DestroyNode: {},
  },
  state: () => null,
});

describe('the fake driver of the node service', () => {
  it.each(conformanceOf(fakeDriver, bench, { keepsNothing: 'a fake keeps nothing' }))('$name', ({ run }) => run());
});
