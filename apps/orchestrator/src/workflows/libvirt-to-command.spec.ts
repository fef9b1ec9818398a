import { parseActionRequest } from '@drydock/contracts';
import { compileDesign, readDocuments } from '@drydock/site-design';
import { expect, it } from 'vitest';
import { commandOf } from '../domain/command.js';
import { actionOf, play, walkOf } from '../testing/walk-player.js';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n';

const yaml = (oob: string) => `
schema: drydock/Region/v1
metadata: { name: site }
data: { bootstrapper: { type: builtin, address: 'http://boot.example.org', credential: { token: t } } }
---
schema: drydock/Network/v1
metadata: { name: mgmt }
data: { cidr: 10.0.3.0/24 }
---
schema: drydock/HardwareProfile/v1
metadata: { name: hw }
data: {}
---
schema: drydock/BaremetalNode/v1
metadata: { name: vm1 }
data:
  hardware_profile: hw
  primary_network: mgmt
  addressing: [{ network: mgmt, address: 10.0.3.11 }]
  metadata: { boot_mac: '52:54:00:01:01:00' }
  platform: { image: linux }
  storage:
    physical_devices: { vda: { partitions: [{ name: root, size: 30g, filesystem: { mountpoint: / } }] } }
  oob:
    type: libvirt
    ${oob.replaceAll('\n', '\n    ')}
`;

/** The target that the oob service is sent for a node whose BMC is written so. */
function targetFrom(oob: string): object {
  const { design, findings } = compileDesign(readDocuments(yaml(oob)).documents);
  const node = design?.nodes['vm1'];
  if (!design || !node) throw new Error(JSON.stringify(findings.filter(({ level }) => level === 'error')));
  const walk = walkOf('verify_nodes', { redeploy: false, takeOver: false }, { design, node });
  const sending = play(walk, () => undefined, design).find((sent) => actionOf(sent) === 'InterrogateOob');
  if (!sending) throw new Error('The BMC is not asked.');
  const command = commandOf(sending, '6472796d-0000-4000-8000-000000000001', new Date(0));
  if ('kind' in command) throw new Error(command.message);
  expect(parseActionRequest('oob', command.body, 'refuse')).toMatchObject({ ok: true });
  const { identity: _identity, ...target } = command.body.target;
  return target;
}

const block = `credential: |\n  ${key.trimEnd().replaceAll('\n', '\n  ')}\n`;

it.each([
  ['the system of its own host', 'libvirt_uri: qemu:///system', 'qemu:///system'],
  ['the test driver', 'libvirt_uri: test:///default', 'test:///default'],
  ['a socket of its own host', 'libvirt_uri: qemu+unix:///system?socket=/run/l', 'qemu+unix:///system?socket=/run/l'],
  ['another host', 'libvirt_uri: qemu+ssh://kvm01/system', 'qemu+ssh://kvm01/system'],
  ['a host alone', 'libvirt_uri: kvm01.example.org', 'qemu+ssh://kvm01.example.org/system'],
  ['a user of another host', 'libvirt_uri: qemu+ssh://me@kvm01:2222/system', 'qemu+ssh://me@kvm01:2222/system'],
  ['an account of another host', 'libvirt_uri: qemu+ssh://kvm01/system\naccount: me', 'qemu+ssh://me@kvm01/system'],
])('libvirt is reached at %s', (_what, oob, address) => {
  expect(targetFrom(oob)).toEqual({ type: 'libvirt', address, systemId: 'vm1' });
});

it.each([
  ['of the account', `libvirt_uri: qemu+ssh://kvm01/system\naccount: me\n${block}`],
  ['of the user in the URI', `libvirt_uri: qemu+ssh://me@kvm01/system\n${block}`],
  [
    'of the account rather than of the user in the URI',
    `libvirt_uri: qemu+ssh://you@kvm01/system\naccount: me\n${block}`,
  ],
  [
    'of the user in the URI, as an object',
    `libvirt_uri: qemu+ssh://me@kvm01/system\ncredential: { privateKey: ${JSON.stringify(key)} }`,
  ],
])('a key %s reaches the driver as one', (_what, oob) => {
  expect(targetFrom(oob)).toMatchObject({ credential: { username: 'me', privateKey: key } });
});

it('a key of nobody is used without a user, a sealed one as it is', () => {
  expect(targetFrom(`libvirt_uri: qemu+ssh://kvm01/system\n${block}`)).toMatchObject({
    credential: { privateKey: key },
  });
  expect(targetFrom('libvirt_uri: kvm01\ncredential: { sealed: a.b.c.d.e }')).toMatchObject({
    credential: { sealed: 'a.b.c.d.e' },
  });
});

it('nobody logs in to the libvirt of its own host', () => {
  expect(targetFrom(`libvirt_uri: qemu:///system\naccount: me\n${block}`)).not.toHaveProperty('credential');
});

it.each([
  'qemu+tls://kvm01/system',
  'qemu+tcp://kvm01/system',
  'qemu://kvm01/system',
  'qemu+ssh:///system',
  'qemu+ssh:/kvm01/system',
  'qemu+ssh://me:pw@kvm01/system',
  'qemu+ssh://kvm01/system?no_verify=1',
  'qemu+ext:///system?command=/bin/sh',
])('a URI that the driver would refuse is refused in the design: %s', (uri) => {
  expect(() => targetFrom(`libvirt_uri: '${uri}'`)).toThrow(/libvirt_uri/);
});
