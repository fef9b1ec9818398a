import { describe, expect, it } from 'vitest';
import { compileWith, type Change } from '../testing/small-site.js';
import type { EffectiveDesign } from '../effective.js';
import { diffDesigns, diffInSteps, type DesignDiff } from './design-diff.js';
import { diffAsText } from './diff-text.js';
import { base, n1 } from '../testing/rule-case.js';

function designWith(...changes: readonly Change[]): EffectiveDesign {
  const { design, findings } = compileWith(...changes);
  if (!design) throw new Error(JSON.stringify(findings));
  return design;
}

const small = designWith();
const diffWith = (...changes: readonly Change[]): DesignDiff => diffDesigns(small, designWith(...changes));

/** `node (need)` → its sentences. */
const told = ({ nodes }: DesignDiff): Record<string, string[]> =>
  Object.fromEntries(
    nodes.changed.map(({ name, needs, changes }) => [`${name} (${needs})`, changes.map(({ sentence }) => sentence)]),
  );

/** `kind name (need) → nodes`. */
const toldOfSite = ({ site }: DesignDiff): string[] =>
  site.map(({ kind, name, what, needs, nodes }) => `${kind} ${name ?? '-'} ${what} (${needs}): ${nodes.join(' ')}`);

const vlan = (vlanId: string, cidr: string) => ({ cidr, vlan: vlanId });
const withStorageNetwork: readonly Change[] = [
  [['Network/storage'], vlan('101', '10.0.5.0/24')],
  [
    ['NetworkLink/link', 'allowed_networks'],
    ['mgmt', 'data', 'storage'],
  ],
];

describe('two designs that mean the same', () => {
  it('have no difference', () => {
    const diff = diffDesigns(small, designWith());
    expect(diff).toEqual({ site: [], nodes: { added: [], removed: [], changed: [], unchanged: 2 } });
    expect(diffAsText(diff)).toBe('0 nodes added, 0 removed, 0 changed, 2 unchanged\n');
  });
});

it('many nodes are compared in steps, with the same result', () => {
  const one = small.nodes['n1'];
  if (one === undefined) throw new Error('the small site has no n1');
  const many = (hostname: string) => ({
    ...small,
    nodes: Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`n${index}`, { ...one, name: `n${index}`, hostname }]),
    ),
  });
  const steps = diffInSteps(many('a'), many('b'));
  let yielded = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) yielded += 1;
  expect(yielded).toBeGreaterThan(1);
  expect(step.value).toEqual(diffDesigns(many('a'), many('b')));
  expect(step.value.nodes.changed).toHaveLength(120);
});

describe('a node', () => {
  it('that came or went is named', () => {
    const less = designWith([['BaremetalNode/n2'], undefined]);
    expect(diffDesigns(less, small).nodes).toMatchObject({ added: ['n2'], removed: [], changed: [], unchanged: 1 });
    expect(diffDesigns(small, less).nodes).toMatchObject({ added: [], removed: ['n2'], unchanged: 1 });
  });

  it.each<[string, readonly Change[], Record<string, string[]>]>([
    [
      'another image',
      [
        [
          ['Region/site', 'images', 'noble'],
          { url: 'http://images.example.org/noble.img', sha256: 'b'.repeat(64), kernel: '6.12' },
        ],
        [n1('platform', 'image'), 'noble'],
      ],
      { 'n1 (redeployment)': ['image linux → noble'] },
    ],
    [
      'other content of its image',
      [[['Region/site', 'images', 'linux', 'sha256'], 'b'.repeat(64)]],
      {
        'n1 (redeployment)': ['image linux has other content'],
        'n2 (redeployment)': ['image linux has other content'],
      },
    ],
    [
      'a network more',
      [...withStorageNetwork, [n1('interfaces', 'bond0', 'networks'), ['storage']]],
      {
        'n1 (redeployment)': [
          'bond0 gains network storage (VLAN 101)',
          'address in storage is added (none)',
          'cable of eno1 gains tagged VLAN 101',
          'cable of eno2 gains tagged VLAN 101',
        ],
      },
    ],
    [
      'a larger partition',
      [[n1('storage', 'physical_devices', 'sda', 'partitions'), [{ name: 'root', size: '40g' }]]],
      { 'n1 (redeployment)': ['disk sda, partition root: size 30g → 40g'] },
    ],
    [
      'another cable',
      [[n1('attachments', 'eno1', 'port'), 'Ethernet9']],
      { 'n1 (switch-port)': ['cable of eno1: port Ethernet1 → Ethernet9'] },
    ],
    [
      'another address of its BMC',
      [[n1('addressing', '0', 'address'), '10.0.1.99']],
      { 'n1 (bmc-settings)': ['BMC: address https://10.0.1.11 → https://10.0.1.99'] },
    ],
    [
      'one more MAC address',
      [[n1('metadata', 'macs'), ['52:54:00:00:aa:aa']]],
      { 'n1 (nothing)': ['gains MAC address 52:54:00:00:aa:aa'] },
    ],
    ['another tag', [[n1('metadata', 'tags'), ['gpu']]], { 'n1 (redeployment)': ['gains tag gpu'] }],
    [
      'another label',
      [[n1('metadata', 'owner_data'), { site: 'two' }]],
      { 'n1 (redeployment)': ['label site one → two'] },
    ],
    [
      'another bootstrapper of its own',
      [[n1('bootstrapper'), { type: 'builtin', address: 'http://10.0.0.9:9080' }]],
      { 'n1 (preparation)': ['bootstrapper the one of the site → http://10.0.0.9:9080'] },
    ],
    [
      'another boot MAC',
      [[n1('metadata', 'boot_mac'), '52:54:00:00:aa:aa']],
      { 'n1 (bmc-settings)': ['boot MAC 52:54:00:00:01:0a → 52:54:00:00:aa:aa'] },
    ],
  ])('with %s: what changes in words, and what it takes', (_what, changes, expected) => {
    expect(told(diffWith(...changes))).toEqual(expected);
  });

  it('tells of disks, volume groups and volumes by their names', () => {
    const volumeGroup = (size: string) => ({ logical_volumes: [{ name: 'lv', size }] });
    const withDisk = (name: string, size: string) =>
      designWith(
        [n1('storage', 'physical_devices', 'sdb'), { volume_group: name }],
        [
          n1('storage', 'volume_groups'),
          { vg_log: volumeGroup(size), ...(name !== 'vg_log' && { [name]: volumeGroup('1g') }) },
        ],
        ...(name === 'vg_log'
          ? []
          : ([[n1('storage', 'physical_devices', 'sdc'), { volume_group: 'vg_log' }]] as const)),
      );
    expect(told(diffDesigns(withDisk('vg_log', '10g'), withDisk('vg_data', '20g')))).toEqual({
      'n1 (redeployment)': [
        'disk sdb: volume group vg_log → vg_data',
        'disk sdc is added',
        'volume group vg_log, volume lv: size 10g → 20g',
        'volume group vg_data is added',
      ],
    });
  });

  it('names each field with a JSON pointer, before and after', () => {
    const [n1Diff] = diffWith([n1('attachments', 'eno2', 'port'), 'Ethernet9']).nodes.changed;
    expect(n1Diff?.changes).toEqual([
      {
        path: '/attachments/1/port',
        kind: 'changed',
        before: 'Ethernet11',
        after: 'Ethernet9',
        sentence: 'cable of eno2: port Ethernet11 → Ethernet9',
        needs: 'switch-port',
      },
    ]);
  });
});

describe('a secret', () => {
  it.each<[string, readonly Change[], string]>([
    ["a BMC's", [[base('oob', 'credential'), 'hidden-new']], 'BMC: credential is another'],
    [
      "the site's bootstrapper's",
      [[['Region/site', 'bootstrapper', 'credential'], 'hidden-new']],
      'credential is another',
    ],
    ["a switch's", [[['Rack/r1', 'tor_switches', 'tor1', 'credential'], 'hidden-new']], 'credential is another'],
  ])('that is another is said to be another, but not what it is: %s', (_whose, changes, sentence) => {
    const text = JSON.stringify(diffWith(...changes));
    expect(text).toContain(`"sentence":"${sentence}"`);
    expect(text).not.toMatch(/hidden-new|secret-(password|token|community)/);
  });

  it('of what is new as a whole is not shown either', () => {
    const switches = { tor2: { type: 'snmp', address: '192.0.2.8', credential: 'hidden-new' } };
    const diff = diffWith([['Rack/r1', 'tor_switches', 'tor2'], switches.tor2]);
    expect(toldOfSite(diff)).toEqual(['switch tor2 added (nothing): ']);
    expect(JSON.stringify(diff)).toContain('192.0.2.8');
    expect(JSON.stringify(diff)).not.toContain('hidden-new');
  });

  it("of the site's bootstrapper is no change of each of its nodes", () => {
    expect(diffWith([['Region/site', 'bootstrapper', 'credential'], 'hidden-new']).nodes.changed).toEqual([]);
  });
});

describe('what nodes share', () => {
  it.each<[string, readonly Change[], string[]]>([
    ['a network', [[['Network/data', 'vlan'], '22']], ['network data changed (site-preparation): n1 n2']],
    [
      'a new network',
      [[['Network/storage'], vlan('101', '10.0.5.0/24')]],
      ['network storage added (site-preparation): '],
    ],
    ['a link', [[['NetworkLink/link', 'mtu'], 9000]], ['link link changed (site-preparation): n1 n2']],
    [
      'an image',
      [[['Region/site', 'images', 'linux', 'sha256'], 'b'.repeat(64)]],
      ['image linux changed (site-preparation): n1 n2'],
    ],
    [
      'SSH keys',
      [[['Region/site', 'authorized_keys'], ['ssh-ed25519 AAAA me']]],
      ['site - changed (redeployment): n1 n2'],
    ],
    [
      'the bootstrapper',
      [[['Region/site', 'bootstrapper', 'address'], 'http://127.0.0.1:9081']],
      ['bootstrapper - changed (preparation): n1 n2'],
    ],
    [
      'a bootstrapper of its own that a node gets',
      [[n1('bootstrapper'), { type: 'builtin', address: 'http://10.0.0.9:9080' }]],
      ['bootstrapper http://10.0.0.9:9080 added (site-preparation): n1'],
    ],
    [
      'a switch',
      [[['Rack/r1', 'tor_switches', 'tor1', 'address'], '192.0.2.10']],
      ['switch tor1 changed (nothing): n1 n2'],
    ],
    ['labels of a rack', [[['Rack/r1', 'labels'], { row: 'b' }]], ['rack r1 changed (nothing): n1 n2']],
  ])('is listed apart, with the nodes that it touches: %s', (_what, changes, expected) => {
    const site = toldOfSite(diffWith(...changes));
    expect(
      expected.filter((line) => !site.includes(line)),
      site.join('\n'),
    ).toEqual([]);
  });

  it('is told in words of its own fields', () => {
    const { site } = diffWith([['Network/data', 'vlan'], '22']);
    expect(site.flatMap(({ changes }) => changes)).toMatchObject([
      { path: '/site/networks/0/vlan', before: 21, after: 22, sentence: 'VLAN 21 → 22' },
    ]);
  });
});

it('reads well at a terminal', () => {
  const text = diffAsText(
    diffWith([n1('attachments', 'eno1', 'port'), 'Ethernet9'], [['Rack/r1', 'labels'], { row: 'b' }]),
  );
  expect(text).toBe(
    [
      '0 nodes added, 0 removed, 1 changed, 1 unchanged',
      '',
      'rack r1 is changed (needs nothing; touches n1, n2)',
      '  label row a → b',
      '',
      'n1 (switch ports only)',
      '  cable of eno1: port Ethernet1 → Ethernet9',
      '',
    ].join('\n'),
  );
});
