import type { DesignFile } from '../documents/files.js';
import {
  addresses,
  catalogue,
  childOf,
  document,
  global,
  layer,
  substitutions,
  take,
  type,
} from './airship-manifests.js';

/** What differs between two sites: every address has `subnet` in it. */
interface SiteFacts {
  readonly name: string;
  readonly subnet: number;
  readonly nodes: number;
}

const siteFiles = ({ name, subnet, nodes }: SiteFacts): Readonly<Record<string, string>> => ({
  [`site/${name}/site-definition.yaml`]: document(
    `pegleg/SiteDefinition/v1 ${name}`,
    layer('site'),
    `site_type: cruiser\nrepositories: { global: { revision: v1.9, url: 'https://example.org/tree' } }`,
  ),
  [`site/${name}/secrets.yaml`]: [
    document('deckhand/Passphrase/v1 ipmi_admin_password', layer('site'), `secret-of-${name}`),
    document(
      'deckhand/CertificateAuthority/v1 kubernetes',
      layer('site'),
      '|\n  -----BEGIN CERTIFICATE-----\n  MIIB\n  -----END CERTIFICATE-----',
    ),
    document(
      'deckhand/CertificateAuthorityKey/v1 kubernetes',
      layer('site'),
      '|\n  -----BEGIN PRIVATE KEY-----\n  MIIE\n  -----END PRIVATE KEY-----',
    ),
    document(
      `deckhand/PublicKey/v1 ${name}_ssh_public_key`,
      layer('site'),
      `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== admin@${name}`,
    ),
    document(catalogue, layer('site'), `ipmi: { admin: { username: root-${name} } }`),
  ].join(''),
  [`site/${name}/networks/common-addresses.yaml`]: document(
    addresses,
    layer('site'),
    `dns:
  upstream_servers: [10.${subnet}.0.2, 10.${subnet}.0.3]
  upstream_servers_joined: '10.${subnet}.0.2,10.${subnet}.0.3'
calico: { cidr: 10.${subnet}.1.0/24, gateway: 10.${subnet}.1.1 }`,
  ),
  [`site/${name}/networks/physical.yaml`]: [
    document(
      'drydock/NetworkLink/v1 oob',
      layer('site'),
      `bonding: { mode: disabled }\nmtu: 1500\nlinkspeed: auto\ntrunking: { mode: disabled, default_network: oob }\nallowed_networks: [oob]\nlabels: { noconfig: enabled }`,
    ),
    document(
      'drydock/Network/v1 oob',
      layer('site'),
      `cidr: 10.${subnet}.9.0/24\nroutes:\n  - { subnet: 0.0.0.0/0, gateway: 10.${subnet}.9.1, metric: 100 }\nlabels: { noconfig: enabled }`,
    ),
    document(
      'drydock/NetworkLink/v1 pxe',
      layer('site'),
      `bonding: { mode: disabled }\nmtu: 1500\nlinkspeed: auto\ntrunking: { mode: disabled, default_network: pxe }\nallowed_networks: [pxe]`,
    ),
    document(
      'drydock/Network/v1 pxe',
      layer('site'),
      `cidr: 10.${subnet}.8.0/24\nranges:\n  - { type: reserved, start: 10.${subnet}.8.1, end: 10.${subnet}.8.10 }\n  - { type: static, start: 10.${subnet}.8.11, end: 10.${subnet}.8.30 }\n  - { type: dhcp, start: 10.${subnet}.8.40, end: 10.${subnet}.8.80 }\ndns: { domain: ${name}.example.org, servers: '10.${subnet}.0.2' }`,
    ),
    document(
      'drydock/Network/v1 calico',
      childOf('{network_role: calico, topology: cruiser}') +
        substitutions(
          take(addresses, '.calico.cidr', '{path: .cidr}'),
          take(addresses, '.calico.gateway', "{path: '.routes[0].gateway'}"),
          take(addresses, '.dns.upstream_servers_joined', '{path: .dns.servers}'),
        ),
      `vlan: '${subnet}1'\nranges:\n  - { type: static, start: 10.${subnet}.1.10, end: 10.${subnet}.1.99 }`,
    ),
    document(
      'drydock/Network/v1 storage',
      layer('site'),
      `vlan: '${subnet}2'\nmtu: 9100\ncidr: 10.${subnet}.2.0/24\nranges:\n  - { type: static, start: 10.${subnet}.2.10, end: 10.${subnet}.2.99 }`,
    ),
  ].join(''),
  [`site/${name}/profiles/hardware.yaml`]: document(
    'drydock/HardwareProfile/v1 dell_r720',
    layer('site'),
    `vendor: Dell
generation: '8'
hw_version: '3'
bios_version: '2.2.3'
boot_mode: bios
bootstrap_protocol: pxe
pxe_interface: 0
device_aliases:
  pxe_nic01: { address: '0000:01:00.0', dev_type: 'I350 Gigabit Network Connection', bus_type: pci }
  data_nic01: { address: '0000:41:00.0', dev_type: 'Ethernet 10G', bus_type: pci }
  data_nic02: { address: '0000:41:00.1', dev_type: 'Ethernet 10G', bus_type: pci }
  bootdisk: { address: '0:2.0.0', dev_type: 'PERC H710P', bus_type: scsi }
cpu_sets: { kvm: '4-43,48-87' }
hugepages: { dpdk: { size: 1G, count: 32 } }`,
  ),
  [`site/${name}/profiles/region.yaml`]: document(
    `drydock/Region/v1 ${name}`,
    layer('site') +
      substitutions(take(`deckhand/PublicKey/v1 ${name}_ssh_public_key`, '.', "{path: '.authorized_keys[0]'}")),
    `tag_definitions: []
authorized_keys: []
repositories:
  remove_unlisted: true
  main_archive:
    repo_type: apt
    url: http://archive.ubuntu.com/ubuntu
    distributions: [xenial]
    subrepos: [security, updates, backports]
    components: [main, universe, multiverse]
    arches: [amd64]`,
  ),
  [`site/${name}/profiles/host/cp.yaml`]: document(
    'drydock/HostProfile/v1 cp',
    childOf('{hosttype: defaults-global}', '[{method: replace, path: .interfaces}, {method: merge, path: .}]') +
      substitutions(take(catalogue, '.ipmi.admin.username', '{path: .oob.account}')),
    `hardware_profile: dell_r720
primary_network: calico
interfaces:
  pxe: { device_link: pxe, slaves: [pxe_nic01], networks: [pxe] }
  bond0: { device_link: gp, slaves: [data_nic01, data_nic02], networks: [calico, storage] }
platform:
  kernel_params:
    isolcpus: hardwareprofile:cpuset.kvm
metadata:
  owner_data:
    control-plane: enabled`,
  ),
  [`site/${name}/baremetal/nodes.yaml`]: Array.from({ length: nodes }, (_, index) =>
    document(
      `drydock/BaremetalNode/v1 ${name}-r01a${index + 1}`,
      layer('site'),
      `host_profile: cp
addressing:
  - { network: oob, address: 10.${subnet}.9.${index + 11} }
  - { network: pxe, address: 10.${subnet}.8.${index + 11} }
  - { network: calico, address: 10.${subnet}.1.${index + 11} }
  - { network: storage, address: 10.${subnet}.2.${index + 11} }
metadata:
  rack: rack0${index + 1}
  tags: [masters]`,
    ),
  ).join(''),
});

/** The tree that a company keeps: what is common, and its sites of one type. */
const tree: Readonly<Record<string, string>> = {
  ...global,
  ...type,
  ...siteFiles({ name: 'harbour', subnet: 23, nodes: 3 }),
  ...siteFiles({ name: 'meadow', subnet: 24, nodes: 1 }),
};

/** The files below some of its folders. */
export const airshipFiles = (...folders: readonly string[]): DesignFile[] =>
  Object.entries(tree)
    .filter(([name]) => folders.some((folder) => name.startsWith(`${folder}/`)))
    .map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
