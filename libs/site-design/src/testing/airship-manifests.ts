/** A document as Airship's own tools write it; its title is its schema and name. */
export const document = (title: string, metadata: string, data: string): string => {
  const [schema = '', name = ''] = title.split(' ');
  return `---
schema: ${schema}
metadata:
  schema: metadata/Document/v1
  name: ${name}
  storagePolicy: ${/Passphrase|PrivateKey|AuthorityKey|CertificateKey/.test(schema) ? 'encrypted' : 'cleartext'}
${indented(metadata, 2)}
data:${/^[{["'|>]/.test(data) || !data.includes(':') ? ` ${data}` : `\n${indented(data, 2)}`}
...
`;
};

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

export const layer = (name: string, more = ''): string =>
  `layeringDefinition:\n  abstract: false\n  layer: ${name}${more}`;
const abstract = (labels: string, at: string): string =>
  `labels: ${labels}\nlayeringDefinition:\n  abstract: true\n  layer: ${at}`;
export const childOf = (labels: string, actions = '[{method: merge, path: .}]'): string =>
  `layeringDefinition:\n  abstract: false\n  layer: site\n  parentSelector: ${labels}\n  actions: ${actions}`;
export const take = (from: string, path: string, dest: string): string => {
  const [schema = '', name = ''] = from.split(' ');
  return `- src: {schema: ${schema}, name: ${name}, path: ${path}}\n  dest: ${dest}`;
};
export const substitutions = (...all: readonly string[]): string => `\nsubstitutions:\n${indented(all.join('\n'), 2)}`;

export const catalogue = 'pegleg/AccountCatalogue/v1 service-accounts';
export const addresses = 'pegleg/CommonAddresses/v1 common-addresses';

export const global: Readonly<Record<string, string>> = {
  'global/layering-policy.yaml': `---
schema: deckhand/LayeringPolicy/v1
metadata: { schema: metadata/Control/v1, name: layering-policy }
data: { layerOrder: [global, type, site, cicd] }
...
`,
  'global/schemas/host-profile.yaml': `---
schema: deckhand/DataSchema/v1
metadata: { schema: metadata/Control/v1, name: drydock/HostProfile/v1 }
data: { $schema: 'http://json-schema.org/schema#', type: object }
...
`,
  'global/profiles/host/defaults.yaml': document(
    'drydock/HostProfile/v1 defaults-global',
    abstract('{hosttype: defaults-global}', 'global') +
      substitutions(take('deckhand/Passphrase/v1 ipmi_admin_password', '.', '{path: .oob.credential}')),
    `oob:
  type: ipmi
  network: oob
storage:
  physical_devices:
    bootdisk:
      labels: { bootdrive: 'true' }
      partitions:
        - name: root
          size: 30g
          bootable: true
          filesystem: { mountpoint: '/', fstype: ext4, mount_options: defaults }
        - name: boot
          size: 1g
          filesystem: { mountpoint: '/boot', fstype: ext4, mount_options: defaults }
        - name: var_log
          size: '>100g'
          filesystem: { mountpoint: '/var/log', fstype: ext4, mount_options: defaults }
platform:
  image: xenial
  kernel: hwe-16.04
  kernel_params:
    intel_iommu: on
    console: ttyS1,115200n8
    kernel_package: linux-image-4.15.0-64-generic
metadata:
  owner_data:
    kube-node: enabled`,
  ),
  'global/baremetal/bootactions/promjoin.yaml': document(
    'drydock/BootAction/v1 promjoin',
    layer('global'),
    `signaling: false
assets:
  - path: /opt/promjoin.sh
    type: file
    permissions: '555'
    location: promenade+http://promenade.ucp.svc.cluster.local/api/v1.0/join-scripts?design_ref={{ action.design_ref | urlencode }}&hostname={{ node.hostname }}&ip={{ node.network.calico.ip }}{% for k, v in node.labels.items() %}&labels.dynamic={{ k }}={{ v }}{% endfor %}
    location_pipeline: [template]
    data_pipeline: [utf8_decode]
  - path: /lib/systemd/system/promjoin.service
    type: unit
    permissions: '600'
    data: |-
      W1VuaXRdCkRlc2NyaXB0aW9uPVByb21lbmFkZSBJbml0aWFsaXphdGlvbiBTZXJ2aWNlCg==
    data_pipeline: [base64_decode, utf8_decode]`,
  ),
  'global/baremetal/bootactions/sysctl.yaml': document(
    'drydock/BootAction/v1 sysctl',
    layer('global') +
      substitutions(take(addresses, "'.dns.upstream_servers[0]'", "{path: '.assets[0].data', pattern: DH_SUB_DNS}")),
    `signaling: false
node_filter:
  filter_set_type: union
  filter_set:
    - filter_type: union
      node_labels: { kube-node: enabled }
assets:
  - path: /etc/default/resolver
    type: file
    permissions: '0644'
    data: "SERVER=DH_SUB_DNS\\n"
    data_pipeline: [utf8_decode]`,
  ),
};

export const type: Readonly<Record<string, string>> = {
  'type/cruiser/network/physical/networks.yaml': [
    document(
      'drydock/NetworkLink/v1 gp',
      layer('type'),
      `bonding: { mode: 802.3ad, hash: layer3+4, peer_rate: fast, mon_rate: 100, up_delay: 1000, down_delay: 3000 }
mtu: 9100
linkspeed: auto
trunking: { mode: 802.1q }
allowed_networks: [calico, storage]`,
    ),
    document(
      'drydock/Network/v1 calico-cruiser',
      abstract('{network_role: calico, topology: cruiser}', 'type'),
      `mtu: 9100
routes:
  - { subnet: 0.0.0.0/0, gateway: CHANGE_ME, metric: 10 }
dns: { domain: cluster.local, servers: CHANGE_ME }`,
    ),
  ].join(''),
};
