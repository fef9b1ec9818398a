import type {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  EffectiveNetwork,
  EffectiveStorage,
} from '@drydock/contracts';
import { sampleImageSha256 } from '../images/sample-image.js';
import { enrolment, inventory, TestAgent } from './test-agent.js';
import type { TestBootstrapper } from './test-bootstrapper.js';

export const networking: ApplyNodeNetworkingParameters = {
  interfaces: [
    {
      name: 'bond0',
      link: 'data',
      members: ['nic0', 'nic1'],
      mtu: 1500,
      bonding: { mode: 'active-backup' },
      untaggedNetwork: 'mgmt',
      taggedNetworks: [],
    },
  ],
  addressing: [{ network: 'mgmt', interface: 'bond0', vlan: null, type: 'static', address: '10.20.200.11/24' }],
  primaryNetwork: 'mgmt',
  routes: [],
  dns: { domain: 'example.org', servers: ['10.20.200.2'] },
};
export const storage: EffectiveStorage = {
  devices: [{ name: 'sda', labels: {}, partitions: [{ name: 'boot', size: '1g', bootable: true }] }],
  volumeGroups: [],
};
const appliedStorage = { storage, disks: [{ alias: 'sda', serial: 'DISK-A', wwn: null }] };
export const platform: ApplyNodePlatformParameters = {
  image: 'sample',
  kernel: null,
  kernelParameters: 'quiet',
  tags: [],
  ownerData: {},
};
export const mgmt: EffectiveNetwork = {
  name: 'mgmt',
  cidr: '10.20.200.0/24',
  vlan: 200,
  mtu: 1500,
  ranges: [],
  routes: [],
  dns: { domain: 'example.org', servers: [] },
  labels: {},
};

/** Tells the site: a network, the sample image and two keys; resolves when the image is there. */
export async function prepareSite(bootstrapper: TestBootstrapper): Promise<void> {
  const put = async (path: string, json: object) => {
    const { status, text } = await bootstrapper.ask('PUT', path, { json });
    if (status !== 200) throw new Error(`PUT ${path} → ${status} ${text}`);
  };
  await put('/api/v1/site/networks/mgmt', mgmt);
  await put('/api/v1/site/authorized-keys/site', { keys: ['ssh-ed25519 SITE'] });
  await put('/api/v1/images/sample', {
    url: `${bootstrapper.url}/samples/sample-linux.img`,
    sha256: sampleImageSha256,
  });
  await imageState(bootstrapper, 'sample', 'available');
}

/** Waits until the image is in that state, and answers it. */
export async function imageState(bootstrapper: TestBootstrapper, name: string, state: string) {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const { json } = await bootstrapper.ask('GET', `/api/v1/images/${name}`);
    if (json.state === state) return json;
    if (Date.now() > giveUpAt) throw new Error(`The image is ${JSON.stringify(json)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A node whose agent has said what it found. */
export async function availableNode(bootstrapper: TestBootstrapper): Promise<TestAgent> {
  await bootstrapper.ask('PUT', '/api/v1/nodes/n1/enrolment', { json: { ...enrolment, expectAgentSeconds: 3600 } });
  const agent = await TestAgent.boot(bootstrapper);
  const { status, text } = await agent.report(inventory());
  if (status !== 200) throw new Error(text);
  return agent;
}

/** Applies what a deployment needs; fails when any of it is refused. */
export async function applySettings(bootstrapper: TestBootstrapper): Promise<void> {
  for (const [what, json] of Object.entries({ networking, storage: appliedStorage, platform })) {
    const { status, text } = await bootstrapper.ask('PUT', `/api/v1/nodes/n1/${what}`, { json });
    if (status !== 200) throw new Error(`${what} → ${status} ${text}`);
  }
}

export const deployment = {
  digest: 'digest-1',
  hostname: 'n1.example.org',
  authorizedKeys: ['ssh-ed25519 NODE'],
  bootData: { url: 'http://127.0.0.1:9000/boot', key: 'boot-data-key' },
  userData: 'top-secret-user-data',
};
