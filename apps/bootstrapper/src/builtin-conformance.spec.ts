import { conformanceOf, type ConformanceBench } from '@drydock/driver/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { builtin, DriverStage, identify, sampleImage } from './testing/driver-stage.js';
import { deployment, mgmt, networking, platform, storage } from './testing/sample-node.js';

const profile = { name: 'box', biosSettings: { SriovGlobal: 'Enabled' } };
const deploymentId = randomUUID();

describe('the builtin driver, held against a bootstrapper and a node that boots from it,', () => {
  let stage: DriverStage;
  let isStarted = false;
  beforeAll(async () => {
    stage = await DriverStage.set();
  });
  afterAll(() => stage.clear());

  const listed = async (path: string): Promise<unknown> => (await stage.bootstrapper.ask('GET', path)).json;

  const bench = (): ConformanceBench<'node'> => {
    const { target, bootstrapper, machine } = stage;
    return {
      target,
      targetAt: ({ host, port }) => ({ ...target, address: `http://${host}:${port}` }),
      refused: { ...target, credential: { token: 'a token that nobody gave' } },
      node: 'n1',
      parameters: {
        CreateNetworkTemplate: { networks: [mgmt], links: [], routeDomains: {} },
        CreateStorageTemplate: { layouts: [{ name: 'plain', ...storage }] },
        CreateBootMedia: {
          images: [{ ...sampleImage, url: `${bootstrapper.url}/samples/sample-linux.img` }],
          repositories: [],
          authorizedKeys: ['ssh-ed25519 SITE'],
        },
        PrepareHardwareConfig: { profiles: [profile] },
        IdentifyNode: identify('wait').parameters,
        ConfigureHardware: { profile: profile.name },
        InterrogateNode: {},
        ApplyNodeNetworking: networking,
        ApplyNodeStorage: { storage },
        ApplyNodePlatform: platform,
        DeployNode: { ...deployment, deploymentId, until: 'installed' },
        DestroyNode: { erase: 'quick' },
      },
      state: async () => ({
        events: await listed('/api/v1/nodes/n1/events'),
        images: await listed('/api/v1/images'),
        networks: await listed('/api/v1/site/networks'),
        layouts: await listed('/api/v1/site/storage-layouts'),
        profiles: await listed('/api/v1/site/hardware-profiles'),
        writes: machine.disk.writes,
      }),
      before: async (action) => {
        // An installed node was powered off, and is erased by its agent.
        if (action === 'DestroyNode') await stage.bootAgent();
      },
      onWait: async (_seconds, action) => {
        if (action === 'IdentifyNode' && !isStarted) void machine.on();
        isStarted ||= action === 'IdentifyNode';
        await wait(50);
      },
    };
  };

  it.each(conformanceOf(builtin, bench))('$name', ({ run }) => run());
});
