/** A site of `nodes` nodes on one switch, whose every target is of type `fake`; options of single nodes as given. */
export function fakeSite(nodes: number, options: Readonly<Record<string, object>> = {}): object[] {
  const names = Array.from({ length: nodes }, (_, index) => `node${String(index + 1).padStart(2, '0')}`);
  return [
    document('Region', 'fakes', {
      bootstrapper: { type: 'fake', address: 'http://bootstrapper.fake' },
      provisioning_network: 'pxe',
      images: {
        linux: { url: 'http://images.fake/linux', sha256: 'a'.repeat(64), kernel: 'generic', architecture: 'amd64' },
      },
    }),
    network('oob', '10.0.0.0/16', null),
    network('pxe', '10.1.0.0/16', '100'),
    network('mgmt', '10.2.0.0/16', '200'),
    link('oob', 'oob'),
    link('pxe', 'pxe'),
    link('mgmt', 'mgmt'),
    document('Rack', 'rack', {
      tor_switches: { tor: { type: 'fake', address: 'tor.fake' } },
      location: { clli: 'FAKE', grid: 'A1' },
    }),
    document('HardwareProfile', 'generic', {
      vendor: 'Fake',
      generation: '1',
      hw_version: '1',
      bios_version: '1',
      boot_mode: 'uefi',
    }),
    document('HostProfile', 'worker', {
      hardware_profile: 'generic',
      primary_network: 'mgmt',
      oob: { type: 'fake', network: 'oob' },
      interfaces: { eth0: { device_link: 'mgmt', slaves: ['nic0'], networks: ['mgmt'] } },
      storage: {
        physical_devices: {
          sda: {
            partitions: [
              { name: 'root', size: '>20g', bootable: true, filesystem: { mountpoint: '/', fstype: 'ext4' } },
            ],
          },
        },
      },
      platform: { image: 'linux', kernel: 'generic' },
    }),
    ...names.map((name, index) =>
      document('BaremetalNode', name, {
        host_profile: 'worker',
        oob: { ...(options[name] && { options: options[name] }) },
        addressing: [
          { network: 'oob', address: `10.0.0.${index + 10}` },
          { network: 'mgmt', address: `10.2.0.${index + 10}` },
        ],
        metadata: {
          rack: 'rack',
          boot_mac: `52:54:00:00:00:${(index + 16).toString(16)}`,
          tags: [index % 2 === 0 ? 'even' : 'odd'],
        },
        attachments: { nic0: { switch: 'tor', port: `Ethernet${index + 1}`, boot: true } },
      }),
    ),
  ];
}

const document = (kind: string, name: string, data: object) => ({
  schema: `drydock/${kind}/v1`,
  metadata: { schema: 'metadata/Document/v1', name, storagePolicy: 'cleartext' },
  data,
});

const network = (name: string, cidr: string, vlan: string | null) =>
  document('Network', name, { cidr, ...(vlan && { vlan }), mtu: 1500 });

const link = (name: string, only: string) =>
  document('NetworkLink', name, {
    bonding: { mode: 'disabled' },
    mtu: 1500,
    trunking: only === 'oob' ? { mode: 'disabled', default_network: only } : { mode: '802.1q', default_network: only },
    allowed_networks: [only],
  });
