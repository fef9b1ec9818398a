import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileDesign } from './compile-design.js';
import { documentsFromJson } from './documents/json-documents.js';
import { readDocuments } from './documents/yaml-documents.js';
import { cidrValidity } from './rules/cidr.rule.js';
import { rules } from './rules/rules.js';
import { compileWith, findingsWith, nodeWith, siteWith } from './testing/small-site.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const sample = new URL('../../../examples/sites/sample/', import.meta.url);
const readSample = () =>
  readdirSync(sample)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readDocuments(readFileSync(new URL(file, sample), 'utf8')));

describe('the sample site', () => {
  const read = readSample();
  const { design, findings } = compileDesign(read.flatMap(({ documents }) => documents));

  it('compiles without a finding', () => {
    expect([...read.flatMap((each) => each.findings), ...findings]).toEqual([]);
    expect(design?.site.name).toBe('sample');
  });

  it('has eight nodes in two racks, each with a BMC, a boot MAC and two cables of its own', () => {
    const nodes = Object.values(design?.nodes ?? {});
    expect(nodes).toHaveLength(8);
    expect(Object.keys(design?.racks ?? {})).toEqual(['rack01', 'rack02']);
    for (const unique of [
      nodes.map(({ oob }) => oob.address),
      nodes.map(({ bootMac }) => bootMac),
      nodes.flatMap(({ attachments }) => attachments.map((each) => `${each.switch} ${each.port}`)),
    ]) {
      expect(new Set(unique).size).toBe(unique.length);
    }
  });

  it('tells everything about a node that its actions need', () => {
    expect(design?.nodes['rack02-node03']).toMatchObject({
      hostname: 'rack02-node03.sample.example.org',
      rack: 'rack02',
      tags: ['worker', 'sample'],
      bootMac: '52:54:00:02:03:00',
      macs: ['52:54:00:02:03:00', '52:54:00:02:03:01'],
      serialNumber: 'DRYDOCK-R2N3',
      uuid: '6472796d-0000-4000-8000-000000020300',
      bootMode: 'uefi',
      image: 'sample-linux',
      bootstrapper: { type: 'builtin', address: 'http://127.0.0.1:9080', credential: { token: 'set-at-start' } },
      bootActions: [{ name: 'phone-home', signaling: true }],
      oob: {
        type: 'redfish',
        address: 'http://127.20.2.13:9090',
        credential: { username: 'root', password: 'calvin-lab' },
        identity: {
          bootMac: '52:54:00:02:03:00',
          serialNumber: 'DRYDOCK-R2N3',
          uuid: '6472796d-0000-4000-8000-000000020300',
        },
      },
      platform: { image: 'sample-linux', kernelParameters: 'console=ttyS0,115200 quiet' },
    });
  });

  it('tells what its switch ports carry, in provisioning and in production', () => {
    expect(design?.site).toMatchObject({ provisioningNetwork: 'provisioning', provisioningVlan: 100 });
    expect(design?.switches['rack02-tor']).toEqual({
      name: 'rack02-tor',
      rack: 'rack02',
      target: { type: 'snmp', address: '127.20.2.1', port: 9090, credential: { community: 'drydock-rw' } },
    });
    const production = { untaggedVlan: 200, taggedVlans: [201], mtu: null };
    expect(design?.nodes['rack02-node03']?.attachments).toEqual([
      {
        interface: 'bond0',
        member: 'nic0',
        switch: 'rack02-tor',
        port: 'Ethernet5',
        boot: true,
        lag: null,
        keepVlans: [],
        production,
      },
      {
        interface: 'bond0',
        member: 'nic1',
        switch: 'rack02-tor',
        port: 'Ethernet6',
        boot: false,
        lag: null,
        keepVlans: [],
        production,
      },
    ]);
  });

  it('gives controllers one volume more than workers, and each layout once', () => {
    const volumes = (name: string) =>
      design?.nodes[name]?.storage.storage.volumeGroups[0]?.logicalVolumes.map((volume) => volume.name);
    expect(volumes('rack01-node01')).toEqual(['log', 'containers', 'etcd']);
    expect(volumes('rack01-node02')).toEqual(['log', 'containers']);
    expect(design?.site.layouts.map(({ name }) => name)).toEqual(['controller', 'base']);
  });
});

describe('compiling', () => {
  it('says where in the text a problem is, also when a node inherits it', () => {
    const text = readFileSync(new URL('profiles.yaml', sample), 'utf8').replace('size: 30g', 'size: thirty');
    const others = readSample().flatMap(({ documents }) =>
      documents.filter(
        ({ schema, name }) =>
          !(schema.includes('Profile') && ['base', 'worker', 'controller', 'pizza-box'].includes(name)),
      ),
    );
    const { design, findings } = compileDesign([...others, ...readDocuments(text).documents]);
    expect(design).toBeNull();
    const line = text.split('\n').findIndex((each) => each.includes('thirty')) + 1;
    expect(findings).toMatchObject([
      {
        rule: 'DD0202',
        document: { schema: 'drydock/HostProfile/v1', name: 'base' },
        path: '/data/storage/physical_devices/sda/partitions/2/size',
        line,
        column: 13,
      },
    ]);
  });

  it('gives the same result for the same documents, whatever order their keys are in', () => {
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, field]) => [key, key === 'attachments' || key === 'interfaces' ? field : reversed(field)]),
          )
        : value;
    const first = compileDesign(documentsFromJson(siteWith()).documents).design;
    const second = compileDesign(documentsFromJson(siteWith().map(reversed)).documents).design;
    expect(second?.digest).toBe(first?.digest);
    expect(second?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leaves secrets out of digests', () => {
    const digest = (password: string) =>
      compileWith([['HostProfile/base', 'oob', 'credential'], password]).design?.digest;
    expect(digest('one')).toBe(digest('two'));
    expect(compileWith([['HostProfile/base', 'oob', 'account'], 'admin']).design?.digest).toBe(digest('one'));
    expect(compileWith([['HostProfile/base', 'oob', 'type'], 'ipmi']).design?.digest).not.toBe(digest('one'));
  });

  it("changes a node's digest with what is deployed on it, and not with how its BMC is reached", () => {
    const { digest } = nodeWith('n1');
    expect(nodeWith('n1', [['HostProfile/base', 'oob', 'port'], 8443]).digest).toBe(digest);
    expect(nodeWith('n2').digest).not.toBe(digest);
    expect(nodeWith('n1', [['HostProfile/base', 'platform', 'kernel_params'], { quiet: true }]).digest).not.toBe(
      digest,
    );
    expect(nodeWith('n1', [['Region/site', 'images', 'linux', 'sha256'], 'b'.repeat(64)]).digest).not.toBe(digest);
  });

  it('reports a rule that fails as one finding under its own id, and still checks the others', () => {
    vi.spyOn(cidrValidity, 'check').mockImplementation(() => {
      throw new Error('out of luck');
    });
    const found = findingsWith([['BaremetalNode/n1', 'metadata', 'boot_mac'], undefined]);
    expect(found.map(({ rule, level }) => [rule, level])).toEqual([
      ['DD2006', 'error'],
      ['DD0301', 'error'],
    ]);
    expect(found[0]?.message).toContain('out of luck');
    expect(rules).toContain(cidrValidity);
  });

  it('reports every document that has the wrong shape, and then checks the rest of the design', () => {
    const found = findingsWith(
      [['Network/pxe'], { cidr: 17, vlan: 'ten', surprise: true, ranges: [{ type: 'static' }] }],
      [['HostProfile/base', 'oob', 'scheme'], 'gopher'],
      [['Network/oob', 'cidr'], '10.0.1.1/24'],
    );
    expect(found.map(({ rule, document, path }) => [rule, document?.name, path])).toEqual([
      ['DD0005', 'base', '/data/oob/scheme'],
      ['DD0005', 'pxe', '/data/surprise'],
      ['DD0005', 'pxe', '/data/cidr'],
      ['DD0005', 'pxe', '/data/vlan'],
      ['DD0005', 'pxe', '/data/ranges/0/start'],
      ['DD0005', 'pxe', '/data/ranges/0/end'],
      ['DD2006', 'oob', '/data/cidr'],
    ]);
    expect(found[1]?.advice).toContain('cidr, vlan, mtu');
  });

  it('takes fields that other programs read from interfaces, disks and hardware, and says that they do nothing', () => {
    const site = siteWith(
      [['HostProfile/base', 'interfaces', 'bond0', 'switch_ports'], { queue: 2 }],
      [['HostProfile/base', 'interfaces', 'bond0', 'sriov'], { vf_count: 4, vf_spoofcheck: false }],
      [['HostProfile/base', 'storage', 'physical_devices', 'sda', 'purpose'], 'system'],
      [['HostProfile/base', 'storage', 'layout'], 'flat'],
      [['HostProfile/base', 'storage', 'physical_devices', 'sdb'], { volume_group: 'vg' }],
      [
        ['HostProfile/base', 'storage', 'volume_groups'],
        { vg: { logical_volumes: [{ name: 'lv', size: '1g', thin: true }] } },
      ],
      [['BaremetalNode/n1', 'addressing', '0', 'purpose'], 'BMC'],
      [['HardwareProfile/hw', 'hugepages', 'vm', 'per_socket'], '150,150'],
    );
    const { design, findings } = compileDesign(documentsFromJson(site).documents);
    expect(findings.map(({ rule, level, path }) => [rule, level, path]).sort()).toEqual([
      ['DD0005', 'warning', '/data/hugepages/vm/per_socket'],
      ['DD0005', 'warning', '/data/interfaces/bond0/sriov/vf_spoofcheck'],
      ['DD0005', 'warning', '/data/interfaces/bond0/switch_ports'],
      ['DD0005', 'warning', '/data/storage/layout'],
      ['DD0005', 'warning', '/data/storage/physical_devices/sda/purpose'],
      ['DD0005', 'warning', '/data/storage/volume_groups/vg/logical_volumes/0/thin'],
    ]);
    expect(JSON.stringify(design)).not.toMatch(/switch_ports|vf_spoofcheck|purpose|per_socket|flat|thin/);
  });

  it('shows the first fifty errors of a document, and counts the rest', () => {
    const oops = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`oops${index}`, 1]));
    const found = findingsWith([['Region/site'], { ...oops }]).filter(({ rule }) => rule === 'DD0005');
    expect(found).toHaveLength(51);
    expect(found[50]?.message).toContain('40 more');
  });

  it('refuses unknown kinds and names, ignores what is not for Drydock, and wants at least one document', () => {
    const { documents } = documentsFromJson([
      { schema: 'deckhand/Passphrase/v1', data: 'x' },
      { schema: 'drydock/Server/v1', metadata: { name: 'a' }, data: {} },
      { schema: 'drydock/Network/v2', metadata: { name: 'a' }, data: {} },
      { schema: 'drydock/Rack/v1', metadata: {}, data: {} },
      { schema: 'drydock/Rack/v1', metadata: { name: '__proto__' }, data: {} },
    ]);
    const found = compileDesign(documents).findings.filter(({ level }) => level === 'error');
    expect(found.map(({ rule, path }) => [rule, path])).toEqual([
      ['DD0004', '/schema'],
      ['DD0004', '/schema'],
      ['DD0006', '/metadata/name'],
      ['DD0006', '/metadata/name'],
    ]);
    expect(compileDesign([])).toMatchObject({ design: null, findings: [{ rule: 'DD0000' }] });
  });

  it('finds a document that is there twice', () => {
    const twice = [...siteWith(), ...siteWith().slice(0, 3)];
    const found = compileDesign(documentsFromJson(twice).documents).findings;
    expect(found.filter(({ rule }) => rule === 'DD0007').map(({ document }) => document?.name)).toEqual([
      'site',
      'r1',
      'oob',
    ]);
  });
});

describe('any input at all', () => {
  const keys = fc.constantFrom(
    ...['cidr', 'vlan', 'host_profile', 'interfaces', 'slaves', 'networks', 'storage', 'physical_devices', 'sda'],
    ...['partitions', 'name', 'size', 'oob', 'type', 'addressing', 'network', 'address', '__proto__', 'constructor'],
  );
  const leaf = fc.oneof(
    fc.constantFrom('mgmt', 'base', 'n1', '!', '!x', 'dhcp', '10.0.0.0/24'),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
    ),
  }));
  const kinds = [
    'Region',
    'Rack',
    'Network',
    'NetworkLink',
    'HardwareProfile',
    'HostProfile',
    'BaremetalNode',
    'BootAction',
  ];
  const document = fc.record({
    schema: fc.constantFrom(...kinds.map((kind) => `drydock/${kind}/v1`)),
    metadata: fc.record({ name: fc.constantFrom('a', 'base', 'mgmt', 'n1') }),
    data: value,
  });

  it('is compiled or refused with findings, twice the same, and never throws', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 6 }), (documents) => {
        const first = compileDesign(documentsFromJson(documents).documents);
        const second = compileDesign(documentsFromJson(structuredClone(documents)).documents);
        expect(second).toEqual(first);
        expect(first.design === null).toBe(first.findings.some(({ level }) => level === 'error'));
        expect(first.findings.filter(({ message }) => message.includes('the check "'))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('put into a design that is right never throws either', () => {
    const documents = siteWith();
    const spot = fc.tuple(
      fc.nat({ max: documents.length - 1 }),
      fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(spot, value), { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = structuredClone(documents);
        for (const [[index, path], put] of changes) replaceAt(changed[index], path, put);
        const { design, findings } = compileDesign(documentsFromJson(changed).documents);
        expect(design === null).toBe(findings.some(({ level }) => level === 'error'));
        expect(findings.filter(({ message }) => message.includes('the check "'))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is no reason to fail when a secret is an object that cannot be a text', () => {
    const region = {
      schema: 'drydock/Region/v1',
      metadata: { name: 'r' },
      data: { bootstrapper: { type: 'fake', address: 'http://b', options: { token: { toString: null } } } },
    };
    const { findings } = compileDesign(documentsFromJson([region]).documents);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'DD0012', path: '/data/bootstrapper/options/token' }),
    );
  });

  it('as YAML text is read or refused, and never throws', () => {
    const fragments = fc.constantFrom(
      '---\n',
      'schema: drydock/Rack/v1\n',
      'a: &x [1, *x]\n',
      '<<: *x\n',
      '- {\n',
      '"',
      ': ',
      '  ',
      '!!binary |\n',
      '\t',
      '%YAML 1.1\n',
      '\u0000',
      '? ',
      '...\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string()), { maxLength: 20 }), (parts) => {
        const { documents, findings } = readDocuments(parts.join(''));
        expect(readDocuments(parts.join('')).findings).toEqual(findings);
        compileDesign(documents);
      }),
      { numRuns: 400 },
    );
  });
});

/** Walks down by the position of keys and puts a value there. */
function replaceAt(root: unknown, path: readonly number[], value: unknown): void {
  let holder = root;
  for (const [depth, step] of path.entries()) {
    if (typeof holder !== 'object' || holder === null) return;
    const keys = Object.keys(holder);
    const key = keys[step % keys.length];
    if (key === undefined) return;
    if (depth === path.length - 1) {
      Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
      return;
    }
    holder = Reflect.get(holder, key);
  }
}
