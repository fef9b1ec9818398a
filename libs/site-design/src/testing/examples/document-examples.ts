import type { RuleExample } from './rule-example.js';

const region = `schema: drydock/Region/v1
metadata: { schema: metadata/Document/v1, name: site }
data: {}`;
const rack = `schema: drydock/Rack/v1
metadata: { schema: metadata/Document/v1, name: r1 }
data: {}`;

/** What is found while documents are read. */
export const documentExamples: readonly RuleExample[] = [
  {
    rule: 'DD0000',
    title: 'Compilation',
    why: 'An empty design would take every node out of the site.',
    whole: true,
    bad: '# not a single document',
    good: region,
  },
  {
    rule: 'DD0001',
    title: 'Readable text',
    why: 'What cannot be read cannot be checked. A key that is written twice is a warning, for one of the two is lost.',
    whole: true,
    bad: `${region}
---
schema: drydock/Rack/v1
metadata: { schema: metadata/Document/v1, name: r1
data: {}`,
    good: region,
  },
  {
    rule: 'DD0002',
    title: 'Bounded size',
    why: 'A text of any size would take the service with it. 64 levels of nesting are allowed; the message says what else.',
    whole: true,
    bad: `${region}
---
schema: drydock/Rack/v1
metadata: { schema: metadata/Document/v1, name: r1 }
data: ${'['.repeat(70)}${']'.repeat(70)}`,
    good: region,
  },
  {
    rule: 'DD0003',
    title: 'Document envelope',
    why: 'Without a schema nobody knows whom a document is for.',
    whole: true,
    bad: `${region}
---
- a list
- is no document`,
    good: region,
  },
  {
    rule: 'DD0004',
    title: 'Known kind of document',
    why: 'A typo in a schema would take a document out of the design.',
    whole: true,
    bad: `${region}
---
schema: drydock/Server/v1
metadata: { schema: metadata/Document/v1, name: r1 }
data: {}`,
    good: region,
  },
  {
    rule: 'DD0005',
    title: 'Shape of documents',
    why:
      'A field that Drydock does not know, or that is not what it should be, would not do what it was written for. ' +
      'On interfaces, disks and aliases, where other programs keep fields of theirs, an unknown one is a warning.',
    bad: `# Network data
gateway: 10.0.4.1`,
    good: `# Network data
routes:
  - { subnet: 10.9.0.0/16, gateway: 10.0.4.1 }`,
  },
  {
    rule: 'DD0006',
    title: 'Names of documents',
    why: 'Names become names of nodes, ports and files.',
    whole: true,
    bad: `${region}
---
schema: drydock/Rack/v1
metadata: { schema: metadata/Document/v1, name: rack one }
data: {}`,
    good: region,
  },
  {
    rule: 'DD0008',
    title: 'Inheritance',
    why: 'A node without its host profile would be half a node.',
    bad: `# BaremetalNode n2
host_profile: nobody`,
    good: `# BaremetalNode n2
host_profile: base`,
  },
  {
    rule: 'DD0007',
    why: 'Of two documents with one name only one can count.',
    whole: true,
    bad: `${region}
---
${rack}
---
${rack}`,
    good: `${region}
---
${rack}`,
  },
  {
    rule: 'DD0009',
    why: 'The Region has what the whole site shares. Of several the last one counts.',
    whole: true,
    bad: rack,
    good: region,
  },
  {
    rule: 'DD0010',
    why: 'What refers to nothing cannot be resolved. It is a warning where a node can be deployed without it.',
    bad: `# Rack r1
local_networks: [gone]`,
    good: `# Rack r1
local_networks: [pxe]`,
  },
  {
    rule: 'DD0011',
    why: 'The hardware profile says how nodes boot and what their devices are called.',
    bad: `# BaremetalNode n1
hardware_profile: '!'`,
    good: `# BaremetalNode n1
hardware_profile: hw`,
  },
  {
    rule: 'DD0012',
    why: 'Credentials are sealed; anything else is kept as it is written.',
    bad: `# Region site
repositories:
  main: { repo_type: apt, url: 'https://drydock:pw@packages.example.org/' }`,
    good: `# Region site
repositories:
  main: { repo_type: apt, url: 'https://packages.example.org/' }`,
  },
  {
    rule: 'DD0013',
    why: 'A setting that nothing follows gives false confidence, and some errors are not for the site to judge.',
    bad: `# Region site
rules:
  DD2005: { level: warning, reason: we know what we do }`,
    good: `# Region site
rules:
  DD0601: { level: info, reason: storage nodes need no boot action }
  DD0309:
    suppress: { HardwareProfile/hw: the vendor signs what it ships }
# HardwareProfile hw
firmware:
  - { component: BIOS, version: '2.1', url: 'http://files.example.org/bios.bin' }`,
  },
  {
    rule: 'DD0014',
    why: 'What nothing uses is often what a typo has left behind.',
    bad: `# NetworkLink spare
allowed_networks: []
trunking: { mode: 802.1q }`,
    good: `# NetworkLink link
mtu: 9000`,
  },
];
