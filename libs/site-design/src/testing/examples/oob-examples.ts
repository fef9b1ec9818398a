import type { RuleExample } from './rule-example.js';

const addressing = (oob: string, last: number): string => `addressing:
  - { network: oob, address: ${oob} }
  - { network: mgmt, address: 10.0.3.${last} }
  - { network: data, address: 10.0.4.${last} }`;

/** BMCs, cables, and the drivers that reach them. */
export const oobExamples: readonly RuleExample[] = [
  {
    rule: 'DD0401',
    why: 'A node whose BMC cannot be reached cannot be powered.',
    bad: `# BaremetalNode n1
${addressing('dhcp', 11)}`,
    good: `# BaremetalNode n1
${addressing('10.0.1.11', 11)}`,
  },
  {
    rule: 'DD0402',
    why: 'Virtual machines are reached at their host: over SSH with a key, or where the oob service itself runs.',
    bad: `# HostProfile base
oob: { type: libvirt, network: oob, libvirt_uri: 'qemu+tls://192.0.2.20/system' }`,
    good: `# HostProfile base
oob: { type: libvirt, network: oob, libvirt_uri: 'qemu+ssh://drydock@192.0.2.20/system' }`,
  },
  {
    rule: 'DD0403',
    why: 'Powering one node must not power another. One BMC may serve several nodes, each with its own `system_id`.',
    bad: `# BaremetalNode n1
${addressing('10.0.1.11', 11)}
oob: { system_id: blade1 }
# BaremetalNode n2
${addressing('10.0.1.11', 12)}
oob: { system_id: blade1 }`,
    good: `# BaremetalNode n1
${addressing('10.0.1.11', 11)}
oob: { system_id: blade1 }
# BaremetalNode n2
${addressing('10.0.1.11', 12)}
oob: { system_id: blade2 }`,
  },
  {
    rule: 'DD0501',
    why: 'The switch port that the design names is the one that is changed.',
    bad: `# BaremetalNode n2
attachments:
  eno1: { switch: tor1, port: Ethernet1, lag: { name: Po2 } }
  eno2: { switch: tor1, port: Ethernet12, lag: { name: Po2 } }`,
    good: `# BaremetalNode n2
attachments:
  eno1: { switch: tor1, port: Ethernet2, lag: { name: Po2 } }
  eno2: { switch: tor1, port: Ethernet12, lag: { name: Po2 } }`,
  },
  {
    rule: 'DD0502',
    why: 'Switch and node must agree on which cables are one. An aggregation of two nodes sends each what is for the other.',
    bad: `# BaremetalNode n2
attachments:
  eno1: { switch: tor1, port: Ethernet2, lag: { name: Po2 } }
  eno2: { switch: tor1, port: Ethernet12, lag: { name: Po3 } }`,
    good: `# BaremetalNode n2
attachments:
  eno1: { switch: tor1, port: Ethernet2, lag: { name: Po2 } }
  eno2: { switch: tor1, port: Ethernet12, lag: { name: Po2 } }`,
  },
  {
    rule: 'DD3101',
    why: 'What no driver reaches stays as it is. Judged by what the services announce; a silent service is not judged.',
    bad: `# HostProfile base
oob: { type: telepathy, network: oob, account: root, credential: pw }`,
    good: `# HostProfile base
oob: { type: redfish, network: oob, account: root, credential: pw }`,
  },
  {
    rule: 'DD3103',
    why: 'Credentials are sealed for the address that they are for. One with an account in it would be kept in plain.',
    bad: `# Region site
bootstrapper: { type: builtin, address: 'http://[bootstrapper', credential: { token: abc } }`,
    good: `# Region site
bootstrapper: { type: builtin, address: 'http://192.0.2.2:9080', credential: { token: abc } }`,
  },
  {
    rule: 'DD3104',
    why: 'A driver says what it must be told. Judged by the settings schema that its service announces.',
    bad: `# HostProfile base
oob: { type: redfish, network: oob, account: root, credential: pw, options: { requestTimeoutSeconds: long } }`,
    good: `# HostProfile base
oob: { type: redfish, network: oob, account: root, credential: pw, options: { requestTimeoutSeconds: 20 } }`,
  },
];
