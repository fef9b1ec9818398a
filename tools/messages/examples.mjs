const mac = '52:54:00:01:01:00';
const id = '6f1c2a44-6f0e-4d8e-9a55-0c7f3f1d9a01';
const port = 'Ethernet1';
const sealed = { sealed: 'eyJhbGciOiJFQ0RILUVTIn0..iv.text.tag' };

/** What each action may be asked with. A specification checks them as the services would. */
export const parameters = {
  ConfigNodePxe: { bootMac: mac, exclusive: true },
  SetNodeBoot: { device: 'pxe', once: true, mode: 'uefi' },
  PowerOffNode: { graceful: true, gracePeriodSeconds: 120 },
  PowerOnNode: { boot: { device: 'pxe' } },
  PowerCycleNode: { boot: { device: 'pxe' } },
  InterrogateOob: {},
  CreateNetworkTemplate: { networks: [], links: [], routeDomains: {} },
  CreateStorageTemplate: { layouts: [{ name: 'plain', devices: [{ name: 'sda', labels: {} }], volumeGroups: [] }] },
  CreateBootMedia: {
    images: [{ name: 'noble', url: 'https://images.example/noble.img', sha256: 'a'.repeat(64) }],
    repositories: [],
    authorizedKeys: [],
  },
  PrepareHardwareConfig: { profiles: [{ name: 'compute', biosSettings: { SriovGlobal: 'Enabled' } }] },
  IdentifyNode: { mode: 'wait', hostname: 'compute01', bootMac: mac, serialNumber: 'DRYDOCK-R1N1' },
  ConfigureHardware: { profile: 'compute', allowDataLoss: false },
  InterrogateNode: {},
  ApplyNodeNetworking: {
    interfaces: [],
    addressing: [],
    primaryNetwork: 'mgmt',
    routes: [],
    dns: { domain: 'example.org', servers: ['10.0.0.2'] },
  },
  ApplyNodeStorage: { storage: { devices: [{ name: 'sda', labels: {} }], volumeGroups: [] } },
  ApplyNodePlatform: { image: 'noble', kernel: null, kernelParameters: 'quiet', tags: [], ownerData: {} },
  DeployNode: {
    deploymentId: id,
    digest: 'sha256:0a1b',
    until: 'deployed',
    hostname: 'compute01',
    authorizedKeys: [],
    bootData: { url: 'https://drydock.example/boot', key: sealed },
  },
  DestroyNode: { erase: 'quick', eraseScope: 'designed' },
  InterrogatePort: { port, expected: [mac] },
  ConfigurePortProvisioning: { port, vlan: 100, lagMode: 'none' },
  ConfigurePortProduction: { port, untaggedVlan: 200, taggedVlans: [201] },
};

const targets = {
  oob: { type: 'redfish', address: 'https://10.0.0.11', credential: sealed },
  node: { type: 'builtin', address: 'http://10.0.0.2:9080', credential: sealed },
  network: { type: 'snmp', address: '10.0.0.1', credential: sealed },
};

/** The body of a command. */
export const commandBody = (service, action, scope) => ({
  id,
  action,
  ...(scope === 'node' && { node: 'compute01' }),
  target: targets[service],
  parameters: parameters[action],
});

export const cancelBody = { id, reason: 'the operator cancelled the task' };
export const reachBody = (service) => ({ target: targets[service] });
