import { describe, expect, it } from 'vitest';
import { compileWith, nodeWith, type Spot } from '../testing/small-site.js';

const n1 = (...path: string[]): Spot => ['BaremetalNode/n1', ...path];
const base = (...path: string[]): Spot => ['HostProfile/base', ...path];

describe('the names of a node', () => {
  it('are completed by the domain of its primary network, or by local', () => {
    expect(nodeWith('n1').hostname).toBe('n1.example.org');
    expect(nodeWith('n1', [base('primary_network'), 'data']).hostname).toBe('n1.local');
    expect(nodeWith('n1', [base('primary_network'), undefined]).hostname).toBe('n1.local');
  });

  it('and its MAC addresses are in lower case, the boot MAC first and none twice', () => {
    const node = nodeWith('n1', [n1('metadata', 'macs'), ['52:54:00:00:01:0B', '52:54:00:00:01:0a']]);
    expect(node.bootMac).toBe('52:54:00:00:01:0a');
    expect(node.macs).toEqual(['52:54:00:00:01:0a', '52:54:00:00:01:0b']);
  });
});

describe('the networking of a node', () => {
  it('has the default network of the link without a tag and the others with theirs', () => {
    const { interfaces, addressing } = nodeWith('n1').networking;
    expect(interfaces).toMatchObject([
      { name: 'bond0', link: 'link', members: ['eno1', 'eno2'], untaggedNetwork: 'mgmt', taggedNetworks: ['data'] },
    ]);
    expect(addressing).toEqual([
      { network: 'mgmt', interface: 'bond0', vlan: null, type: 'static', address: '10.0.3.11/24' },
      { network: 'data', interface: 'bond0', vlan: 21, type: 'static', address: '10.0.4.11/24' },
    ]);
  });

  it('brings a network up without an address where the node has none, and asks DHCP where it says so', () => {
    const { addressing, routes } = nodeWith('n1', [
      n1('addressing'),
      [
        { network: 'oob', address: '10.0.1.11' },
        { network: 'mgmt', address: 'dhcp' },
      ],
    ]).networking;
    expect(addressing).toMatchObject([
      { network: 'mgmt', type: 'dhcp', address: null },
      { network: 'data', type: 'none', address: null },
    ]);
    expect(routes.map(({ subnet }) => subnet)).toEqual(['0.0.0.0/0']);
  });

  it('has the default route of the primary network alone', () => {
    const routes = (primary: string) => nodeWith('n1', [base('primary_network'), primary]).networking.routes;
    expect(routes('mgmt')).toEqual([
      { subnet: '0.0.0.0/0', gateway: '10.0.3.1', metric: 10 },
      { subnet: '10.9.0.0/16', gateway: '10.0.4.1' },
    ]);
    expect(routes('data')).toEqual([{ subnet: '10.9.0.0/16', gateway: '10.0.4.1' }]);
  });

  it('leaves out interfaces and links with the label noconfig, whatever its value', () => {
    const pxeLink = {
      trunking: { default_network: 'pxe' },
      allowed_networks: ['pxe'],
      labels: { noconfig: 'enabled' },
    };
    const node = nodeWith(
      'n1',
      [['NetworkLink/pxe'], pxeLink],
      [base('interfaces', 'boot'), { device_link: 'pxe', slaves: ['eno1'], networks: ['pxe'] }],
      [base('interfaces', 'spare'), { device_link: 'link', slaves: ['eno9'], labels: { noconfig: true } }],
    );
    expect(node.networking.interfaces.map(({ name }) => name)).toEqual(['bond0']);
    expect(node.attachments.map((each) => each.interface)).toEqual(['bond0', 'bond0']);
  });
});

describe('the platform of a node', () => {
  const parametersWith = (parameters: object) =>
    nodeWith('n1', [base('platform', 'kernel_params'), parameters]).platform.kernelParameters;

  it('has its kernel parameters as one line, references resolved and huge pages first', () => {
    expect(
      parametersWith({
        console: 'ttyS2',
        quiet: true,
        isolcpus: 'hardwareprofile:cpuset.vm',
        hugepages: 'hardwareprofile:hugepages.vm.count',
        hugepagesz: 'hardwareprofile:hugepages.vm.size',
      }),
    ).toBe('hugepagesz=1G hugepages=300 console=ttyS2 quiet isolcpus=2-7');
  });

  it('passes on what refers to nothing as it is, and writes booleans as Drydock does', () => {
    expect(parametersWith({ a: 'hardwareprofile:cpuset.none', b: false, c: 'True', d: 3 })).toBe(
      'a=hardwareprofile:cpuset.none b=False c d=3',
    );
  });

  it('has the kernel of the image where it names none', () => {
    expect(nodeWith('n1').platform).toMatchObject({ image: 'linux', kernel: '6.12' });
    expect(nodeWith('n1', [base('platform', 'kernel'), '6.6']).platform.kernel).toBe('6.6');
  });
});

describe('the cables of a node', () => {
  it('carry the VLANs of the interface they belong to, and say which one it boots from', () => {
    expect(nodeWith('n1').attachments[0]).toEqual({
      interface: 'bond0',
      member: 'eno1',
      switch: 'tor1',
      port: 'Ethernet1',
      boot: true,
      lag: { name: 'Po1', mode: 'lacp', rate: 'fast' },
      keepVlans: [],
      production: { untaggedVlan: 20, taggedVlans: [21], mtu: null },
    });
  });

  it('boot from the one that is marked, else from the first member of the primary interface', () => {
    const bootOf = (node: ReturnType<typeof nodeWith>) =>
      node.attachments.filter(({ boot }) => boot).map(({ member }) => member);
    expect(bootOf(nodeWith('n1'))).toEqual(['eno1']);
    expect(bootOf(nodeWith('n1', [n1('attachments', 'eno2', 'boot'), true]))).toEqual(['eno2']);
    expect(bootOf(nodeWith('n1', [base('interfaces', 'bond0', 'slaves'), ['eno2', 'eno1']]))).toEqual(['eno2']);
  });

  it('keep the VLANs of a shared BMC, and have the MTU that the link says', () => {
    const [first] = nodeWith(
      'n1',
      [n1('attachments', 'eno1', 'keep_vlans'), [5]],
      [n1('attachments', 'eno1', 'port'), 17],
      [['NetworkLink/link', 'mtu'], 9000],
    ).attachments;
    expect(first).toMatchObject({ port: '17', keepVlans: [5], production: { mtu: 9000 } });
  });
});

describe('the bootstrapper of a node', () => {
  it("is the site's, unless it has its own", () => {
    expect(nodeWith('n1').bootstrapper).toMatchObject({ type: 'builtin', credential: { token: 'secret-token' } });
    const ironic = { type: 'ironic', address: 'https://ironic', account: 'me', credential: 'pw', verify_tls: false };
    expect(nodeWith('n1', [n1('bootstrapper'), ironic]).bootstrapper).toEqual({
      type: 'ironic',
      address: 'https://ironic',
      credential: { username: 'me', password: 'pw' },
      verifyTls: false,
    });
  });

  it('is missing in designs for MAAS, which compile all the same', () => {
    expect(nodeWith('n1', [['Region/site', 'bootstrapper'], undefined]).bootstrapper).toBeNull();
  });
});

describe('the boot actions of a node', () => {
  it('are those whose filter selects it', () => {
    const filter = { filter_set_type: 'union', filter_set: [{ filter_type: 'union', rack_labels: { row: 'a' } }] };
    const node = nodeWith('n1', [['BootAction/other'], { signaling: false, node_filter: filter }]);
    expect(node.bootActions).toEqual([
      { name: 'greet', signaling: true },
      { name: 'other', signaling: false },
    ]);
  });
});

describe('the hardware of a node', () => {
  it('says how it boots', () => {
    const modeOf = (mode: string | undefined) => nodeWith('n1', [['HardwareProfile/hw', 'boot_mode'], mode]).bootMode;
    expect([modeOf('uefi'), modeOf('bios'), modeOf(undefined)]).toEqual(['uefi', 'legacy', null]);
  });

  it('is configured as its profile says', () => {
    const { design } = compileWith([
      ['HardwareProfile/hw'],
      {
        firmware: [{ component: 'BIOS', version: '2.1', allow_downgrade: true }],
        bios_settings: { SriovGlobalEnable: 'Enabled' },
        raid: { volumes: [{ name: 'os', level: '1', disks: ['d0', 'd1'], size_gb: 400 }] },
        drivers: [{ name: 'ice', version: '1.14' }],
      },
    ]);
    expect(design?.site.hardwareConfigs).toEqual([
      {
        name: 'hw',
        firmware: [{ component: 'BIOS', version: '2.1', allowDowngrade: true }],
        biosSettings: { SriovGlobalEnable: 'Enabled' },
        raid: { volumes: [{ name: 'os', level: '1', disks: ['d0', 'd1'], sizeGb: 400 }] },
        drivers: [{ name: 'ice', version: '1.14' }],
      },
    ]);
  });
});
