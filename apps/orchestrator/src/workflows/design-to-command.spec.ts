import { parseActionRequest, type ActionService } from '@drydock/contracts';
import { compileDesign, readDocuments, type EffectiveDesign } from '@drydock/site-design';
import { describe, expect, it } from 'vitest';
import { commandOf, type Command } from '../domain/command.js';
import type { Sending } from '../domain/walk.js';
import { actionOf, interrogated, play, succeeded, walkOf, type Answer } from '../testing/walk-player.js';
import type { TaskKind } from './workflow.js';

const sha256 = 'a'.repeat(64);

/** Every addition to Drydock's documents, as an operator writes it. */
const yaml = `
schema: drydock/Region/v1
metadata: { name: site }
data:
  authorized_keys: [ssh-ed25519 AAAA]
  provisioning_network: pxe
  bootstrapper: { type: builtin, address: 'http://boot.example.org', credential: { token: t } }
  images:
    linux: { url: 'http://images.example.org/linux.img', sha256: ${sha256}, kernel: '6.12', architecture: x86_64 }
  repositories:
    main: { repo_type: apt, url: 'http://deb.example.org', components: [main], gpgkey: KEY, account: me, credential: c }
---
schema: drydock/Rack/v1
metadata: { name: r1 }
data:
  tor_switches:
    tor1: { type: eapi, address: tor1.example.org, port: 8443, account: admin, credential: c, verify_tls: false }
---
schema: drydock/Network/v1
metadata: { name: oob }
data: { cidr: 10.0.1.0/24 }
---
schema: drydock/Network/v1
metadata: { name: pxe }
data: { cidr: 10.0.2.0/24, vlan: '10', dhcp_relay: { upstream_target: 10.0.1.2 } }
---
schema: drydock/Network/v1
metadata: { name: mgmt }
data: { cidr: 10.0.3.0/24, vlan: '20' }
---
schema: drydock/NetworkLink/v1
metadata: { name: data }
data: { bonding: { mode: 802.3ad }, mtu: 9000, trunking: { default_network: mgmt }, allowed_networks: [mgmt] }
---
schema: drydock/HardwareProfile/v1
metadata: { name: hw }
data:
  boot_mode: bios
  device_aliases:
    nic0: { address: '0000:18:00.0', bus_type: pci }
    bootdisk: { address: '2:0.0.0', bus_type: scsi }
    d0: { address: '3:0.0.0', bus_type: scsi }
  firmware: [{ component: BIOS, version: '2.1', url: 'http://files.example.org/bios', sha256: ${sha256}, allow_downgrade: true }]
  bios_settings: { SriovGlobalEnable: Enabled, Retries: 3 }
  raid: { allow_data_loss: true, volumes: [{ name: os, level: '1', disks: [d0, d1], size_gb: 400 }] }
  drivers: [{ name: ice, version: '1.14', url: 'http://files.example.org/ice', sha256: ${sha256} }]
---
schema: drydock/HostProfile/v1
metadata: { name: base }
data:
  hardware_profile: hw
  primary_network: mgmt
  oob: { type: redfish, network: oob, account: root, credential: c, power_off: never, system_id: S1, options: { a: 1 } }
  interfaces:
    bond0: { device_link: data, slaves: [nic0, eno2], networks: [mgmt], sriov: { vf_count: 8, trustedmode: true } }
  storage:
    physical_devices:
      bootdisk: { partitions: [{ name: root, size: 30g, bootable: true, filesystem: { mountpoint: / } }] }
  platform: { image: linux }
---
schema: drydock/BaremetalNode/v1
metadata: { name: n1 }
data:
  host_profile: base
  addressing: [{ network: oob, address: 10.0.1.11 }, { network: mgmt, address: 10.0.3.11 }]
  oob: { serial_number: SN1, uuid: 6472796d-0000-4000-8000-000000010100 }
  metadata: { boot_mac: '52:54:00:01:01:00', macs: ['52:54:00:01:01:01'], rack: r1 }
  attachments:
    nic0:
      switch: tor1
      port: Ethernet1
      boot: true
      lag: { name: Po1, mode: lacp, rate: fast, mlag_id: 7, fallback: none }
      keep_vlans: [5]
    eno2: { switch: tor1, port: Ethernet2, lag: { name: Po1, fallback: individual } }
---
schema: drydock/BaremetalNode/v1
metadata: { name: n2 }
data:
  host_profile: base
  addressing: [{ network: oob, address: 10.0.1.12 }, { network: mgmt, address: 10.0.3.12 }]
  bootstrapper: { type: ironic, address: 'http://ironic.example.org', account: me, credential: c }
  metadata: { boot_mac: '52:54:00:01:02:00' }
`;

function compiled(): EffectiveDesign {
  const { documents, findings } = readDocuments(yaml);
  const { design, findings: found } = compileDesign(documents);
  if (!design) throw new Error(JSON.stringify([...findings, ...found]));
  return design;
}
const design = compiled();
const on = { site: design.site, switches: design.switches };
const nodeNamed = (name: string) => {
  const node = design.nodes[name];
  if (!node) throw new Error(`There is no ${name}.`);
  return node;
};

/** What a service is sent of these actions in a task of that kind, on a node or the site. */
function commands(kind: TaskKind, action: string, { name = 'n1', power = 'off' } = {}): Command[] {
  const node = kind === 'prepare_site' ? null : nodeNamed(name);
  const bmc = { ...interrogated, power, interfaces: [{ mac: node?.bootMac }], serialNumber: node?.serialNumber };
  const answer: Answer = (sending) => (actionOf(sending) === 'InterrogateOob' ? succeeded(bmc) : undefined);
  const walk = walkOf(kind, { redeploy: false, takeOver: false }, { design, node });
  return play(walk, answer, on)
    .filter((sending) => actionOf(sending) === action)
    .map(commandFor);
}

function commandFor(sending: Sending): Command {
  const command = commandOf(sending, '6472796d-0000-4000-8000-000000000001', new Date(0));
  if ('kind' in command) throw new Error(command.message);
  expect(parseActionRequest(command.service, command.body, 'refuse')).toMatchObject({ ok: true });
  return command;
}

const parameters = (...asked: Parameters<typeof commands>) => commands(...asked).map(({ body }) => body.parameters);
const targets = (...asked: Parameters<typeof commands>) => commands(...asked).map(({ body }) => body.target);

describe('a hardware profile', () => {
  it('is made known with its firmware, BIOS settings, RAID volumes and drivers', () => {
    const [atSite] = parameters('prepare_site', 'PrepareHardwareConfig');
    expect(atSite).toEqual({
      profiles: [
        {
          name: 'hw',
          firmware: [
            { component: 'BIOS', version: '2.1', url: 'http://files.example.org/bios', sha256, allowDowngrade: true },
          ],
          biosSettings: { SriovGlobalEnable: 'Enabled', Retries: 3 },
          raid: {
            volumes: [{ name: 'os', level: '1', disks: ['d0', 'd1'], sizeGb: 400 }],
            devices: [{ name: 'd0', selector: { bus: { busType: 'scsi', address: '3:0.0.0' } } }],
          },
          drivers: [{ name: 'ice', version: '1.14', url: 'http://files.example.org/ice', sha256 }],
        },
      ],
    });
  });

  it('is what the hardware of its nodes is brought to, with loss of data where it says so', () => {
    expect(parameters('prepare_nodes', 'ConfigureHardware')).toEqual([{ profile: 'hw', allowDataLoss: true }]);
  });

  it('says in which mode nodes boot, whenever they are started or told what to boot from', () => {
    const network = { device: 'pxe', once: true, mode: 'legacy' };
    expect(parameters('deploy_nodes', 'SetNodeBoot')).toEqual([
      network,
      { device: 'disk', once: false, mode: 'legacy' },
    ]);
    expect(parameters('prepare_nodes', 'PowerOnNode')).toEqual([{ boot: network }]);
    const answers = { power: 'on' };
    expect(parameters('prepare_nodes', 'PowerCycleNode', { name: 'n1', ...answers })).toEqual([{ boot: network }]);
  });
});

describe('the BMC of a node', () => {
  it('is a target with its identity, its system, its options, and that it must stay on', () => {
    expect(targets('prepare_nodes', 'SetNodeBoot')).toEqual([
      {
        type: 'redfish',
        address: 'https://10.0.1.11',
        systemId: 'S1',
        credential: { username: 'root', password: 'c' },
        powerOff: 'never',
        identity: {
          bootMac: '52:54:00:01:01:00',
          serialNumber: 'SN1',
          uuid: '6472796d-0000-4000-8000-000000010100',
        },
        options: { a: 1 },
      },
    ]);
  });

  it.each<TaskKind>(['prepare_nodes', 'deploy_nodes', 'destroy_nodes'])(
    'that must stay on is never told to power off by %s',
    (kind) => {
      expect(parameters(kind, 'InterrogateOob')).toHaveLength(1);
      expect(parameters(kind, 'PowerOffNode')).toEqual([]);
    },
  );
});

describe('the bootstrapper', () => {
  it("is the site's, or the node's own", () => {
    const target = (name: string) => targets('deploy_nodes', 'DeployNode', { name })[0];
    expect(target('n1')).toEqual({
      type: 'builtin',
      address: 'http://boot.example.org',
      credential: { token: 't' },
    });
    expect(target('n2')).toEqual({
      type: 'ironic',
      address: 'http://ironic.example.org',
      credential: { username: 'me', password: 'c' },
    });
  });

  it("is prepared in the same way whether it is the site's or a node's own", () => {
    const actions = ['PrepareHardwareConfig', 'CreateNetworkTemplate', 'CreateStorageTemplate', 'CreateBootMedia'];
    for (const action of actions) {
      const [atSite, atOther, ...more] = commands('prepare_site', action);
      expect(atSite?.body.target).toMatchObject({ type: 'builtin', address: 'http://boot.example.org' });
      expect(atOther?.body.target).toEqual({
        type: 'ironic',
        address: 'http://ironic.example.org',
        credential: { username: 'me', password: 'c' },
      });
      expect(atOther?.body.parameters).toEqual(atSite?.body.parameters);
      expect(more).toEqual([]);
    }
  });

  it('is told who a node is', () => {
    const [first] = parameters('prepare_nodes', 'IdentifyNode');
    expect(first).toMatchObject({
      hostname: 'n1.local',
      bootMac: '52:54:00:01:01:00',
      macs: ['52:54:00:01:01:00', '52:54:00:01:01:01'],
      serialNumber: 'SN1',
      systemUuid: '6472796d-0000-4000-8000-000000010100',
      bmc: { type: 'redfish', address: 'https://10.0.1.11', systemId: 'S1' },
    });
    // Its credential is for a bootstrapper that drives the BMC, and only sealed.
    expect(JSON.stringify(first)).not.toContain('credential');
  });

  it('gets images with checksums, repositories and keys', () => {
    const [atSite] = parameters('prepare_site', 'CreateBootMedia');
    expect(atSite).toMatchObject({
      images: [
        { name: 'linux', url: 'http://images.example.org/linux.img', sha256, kernel: '6.12', architecture: 'x86_64' },
      ],
      repositories: [{ name: 'main', type: 'apt', url: 'http://deb.example.org', gpgKey: 'KEY' }],
      repositoryCredentials: { main: { username: 'me', password: 'c' } },
      authorizedKeys: ['ssh-ed25519 AAAA'],
    });
  });

  it('gets networks with where their DHCP requests go', () => {
    const [atSite] = parameters('prepare_site', 'CreateNetworkTemplate');
    expect(atSite).toMatchObject({
      networks: expect.arrayContaining([expect.objectContaining({ name: 'pxe', dhcpRelay: '10.0.1.2' })]),
    });
  });

  it('gets the interfaces and disks of a node with what their aliases mean', () => {
    expect(parameters('deploy_nodes', 'ApplyNodeNetworking')).toMatchObject([
      {
        interfaces: [{ members: ['nic0', 'eno2'], sriov: { vfCount: 8, trusted: true } }],
        devices: [{ name: 'nic0', busType: 'pci', address: '0000:18:00.0' }],
      },
    ]);
    expect(parameters('deploy_nodes', 'ApplyNodeStorage')).toMatchObject([
      { storage: { devices: [{ name: 'bootdisk', selector: { bus: { busType: 'scsi', address: '2:0.0.0' } } }] } },
    ]);
  });
});

describe('the switch ports of a node', () => {
  const keepVlans = [5];

  it('are reached through the switch of the rack', () => {
    expect(targets('deploy_nodes', 'ConfigurePortProvisioning')).toEqual([
      {
        type: 'eapi',
        address: 'tor1.example.org',
        port: 8443,
        credential: { username: 'admin', password: 'c' },
        verifyTls: false,
      },
    ]);
  });

  it('leave a LAG without fallback while the node boots from the network, and keep the VLANs of a shared BMC', () => {
    expect(parameters('deploy_nodes', 'ConfigurePortProvisioning')).toMatchObject([
      { port: 'Ethernet1', vlan: 10, lagMode: 'detach', keepVlans },
    ]);
  });

  it('get their LAG, VLANs and MTU for production', () => {
    expect(parameters('deploy_nodes', 'ConfigurePortProduction')).toMatchObject([
      {
        port: 'Ethernet1',
        untaggedVlan: 20,
        taggedVlans: [],
        mtu: 9000,
        keepVlans,
        lag: { name: 'Po1', mode: 'lacp', rate: 'fast', mlagId: 7, fallback: 'none' },
      },
      { port: 'Ethernet2', keepVlans: [], lag: { name: 'Po1', mode: 'lacp', fallback: 'individual' } },
    ]);
  });
});

it.each<[ActionService, TaskKind, string]>([
  ['oob', 'deploy_nodes', 'ConfigNodePxe'],
  ['node', 'deploy_nodes', 'DeployNode'],
  ['network', 'verify_nodes', 'InterrogatePort'],
])('the %s service takes what %s asks of it in %s', (service, kind, action) => {
  const sent = commands(kind, action);
  expect(sent.length).toBeGreaterThan(0);
  expect(new Set(sent.map((command) => command.service))).toEqual(new Set([service]));
});
