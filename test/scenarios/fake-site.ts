export interface FakeTargets {
  /** Of every BMC, switch and the bootstrapper; none when left out. */
  readonly credential?: string;
  /** How long every action takes. */
  readonly delayMs?: number;
}

const nodesPerRack = 40;

/** A site of fakes: racks of up to 40 nodes on a switch, every target of type `fake`; options of single BMCs as given. */
export function fakeSite(
  nodes: number,
  options: Readonly<Record<string, object>> = {},
  { credential, delayMs }: FakeTargets = {},
): object[] {
  const names = Array.from({ length: nodes }, (_, index) => `node${String(index + 1).padStart(2, '0')}`);
  const racks = Array.from({ length: Math.ceil(nodes / nodesPerRack) }, (_, index) => nameInRow('rack', index));
  const fake = {
    type: 'fake',
    ...(credential !== undefined && { credential }),
    ...(delayMs !== undefined && { options: { delayMs } }),
  };
  return [
    document('Region', 'fakes', {
      bootstrapper: { ...fake, address: 'http://bootstrapper.fake' },
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
    ...racks.map((rack, index) =>
      document('Rack', rack, {
        tor_switches: { [nameInRow('tor', index)]: { ...fake, address: `${nameInRow('tor', index)}.fake` } },
        location: { clli: 'FAKE', grid: `A${index + 1}` },
      }),
    ),
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
      oob: { ...fake, network: 'oob' },
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
          { network: 'oob', address: `10.0.${lastOctets(index)}` },
          { network: 'mgmt', address: `10.2.${lastOctets(index)}` },
        ],
        metadata: {
          rack: racks[rackOf(index)],
          boot_mac: `52:54:00:00:${pairsOf(index + 16)}`,
          tags: [index % 2 === 0 ? 'even' : 'odd'],
        },
        attachments: {
          nic0: {
            switch: nameInRow('tor', rackOf(index)),
            port: `Ethernet${(index % nodesPerRack) + 1}`,
            boot: true,
          },
        },
      }),
    ),
  ];
}

/** `rack`, `rack2`, `rack3`, … */
const nameInRow = (name: string, index: number): string => (index === 0 ? name : `${name}${index + 1}`);

const rackOf = (index: number): number => Math.floor(index / nodesPerRack);

/** The last two octets of an address, from `0.10` on. */
const lastOctets = (index: number): string => `${(index + 10) >> 8}.${(index + 10) & 0xff}`;

/** The last two pairs of a MAC address. */
const pairsOf = (number: number): string =>
  number
    .toString(16)
    .padStart(4, '0')
    .replace(/(..)(..)/, '$1:$2');

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
