import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { readFiles, type DesignFile } from '../documents/files.js';
import { renderManifests } from './render-manifests.js';

const site = join(import.meta.dirname, '../../../../examples/sites/airship');
const siteFiles = (): DesignFile[] =>
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, bytes: readFileSync(join(site, name)) }));

/** The files with a text in one of them written otherwise. */
const siteWith = (file: string, from: string, to: string): DesignFile[] =>
  siteFiles().map(({ name, bytes }) => {
    if (name !== file) return { name, bytes };
    const text = Buffer.from(bytes).toString('utf8');
    if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
    return { name, bytes: Buffer.from(text.replace(from, to)) };
  });

function compile(files: readonly DesignFile[]) {
  const read = readFiles(files);
  const rendered = renderManifests(read.documents);
  const { design, findings } = compileDesign(rendered.documents);
  return { documents: rendered.documents, design, findings: [...read.findings, ...rendered.findings, ...findings] };
}

describe('the raw manifests of an Airship site', () => {
  const { design, documents, findings } = compile(siteFiles());

  it('compile without a finding and without Deckhand', () => {
    expect(findings).toEqual([]);
    expect(Object.keys(design?.nodes ?? {})).toEqual(['lakeside-01', 'lakeside-02']);
  });

  it('leave nothing that is abstract, replaced or not for Drydock', () => {
    expect(documents.map(({ schema, name }) => `${schema.split('/')[1]} ${name}`).sort()).toEqual([
      'BaremetalNode lakeside-01',
      'BaremetalNode lakeside-02',
      'BootAction banner',
      'BootAction phone-home',
      'HardwareProfile two-disks',
      'HostProfile node',
      'Network mgmt',
      'Network oob',
      'Network provisioning',
      'Network storage',
      'NetworkLink data',
      'Region lakeside',
    ]);
  });

  it('give a node what its profile inherits by labels and takes from other documents', () => {
    expect(design?.nodes['lakeside-01']).toMatchObject({
      hostname: 'lakeside-01.lakeside.example.org',
      image: 'linux',
      oob: {
        type: 'redfish',
        address: 'https://10.41.9.11',
        credential: { username: 'operator', password: 'example-bmc-password' },
      },
      platform: { image: 'linux', kernelParameters: 'console=ttyS1,115200n8 quiet' },
      bootstrapper: {
        type: 'builtin',
        address: 'http://10.41.0.5:9080',
        credential: { token: 'example-bootstrapper-token' },
      },
    });
  });

  it('replace the disks, take a label away and keep the rest', () => {
    const profile = documents.find(({ name }) => name === 'node')?.content['data'];
    expect(profile).toMatchObject({
      storage: { physical_devices: { nvme0n1: {} } },
      metadata: { owner_data: { monitoring: 'enabled', site: 'lakeside' } },
    });
    expect(JSON.stringify(profile)).not.toMatch(/sda|backup/);
  });

  it('fill networks with addresses, and texts in part', () => {
    expect(documents.find(({ name }) => name === 'mgmt')?.content['data']).toEqual({
      cidr: '10.41.0.0/24',
      vlan: '40',
      mtu: 1500,
      ranges: [{ type: 'static', start: '10.41.0.10', end: '10.41.0.99' }],
      routes: [{ subnet: '0.0.0.0/0', gateway: '10.41.0.1', metric: 100 }],
      dns: { domain: 'lakeside.example.org', servers: '10.41.0.2,10.41.0.3' },
    });
  });

  it('use the site’s boot action in place of the global one', () => {
    expect(documents.find(({ name }) => name === 'banner')?.content['data']).toMatchObject({
      signaling: false,
      assets: [{ path: '/etc/motd', data: 'Lakeside: authorised use only.\n' }],
    });
  });
});

describe('a finding of a rendered document', () => {
  it('leads to the parent that has the mistake', () => {
    const { findings } = compile(siteWith('type/small/networks.yaml', 'mtu: 1500', 'mtu: 100'));
    expect(findings).toMatchObject([
      {
        rule: 'DD0104',
        document: { schema: 'drydock/Network/v1', name: 'mgmt' },
        path: '/data/mtu',
        file: 'type/small/networks.yaml',
        line: 11,
        column: 3,
      },
    ]);
  });

  it('leads to the document that the value was taken from', () => {
    const { findings } = compile(siteWith('site/lakeside/addresses.yaml', 'gateway: 10.41.0.1', 'gateway: 10.99.0.1'));
    expect(findings).toMatchObject([
      {
        rule: 'DD0101',
        document: { name: 'mgmt' },
        path: '/data/routes/0/gateway',
        file: 'site/lakeside/addresses.yaml',
        line: 13,
        column: 5,
      },
    ]);
  });

  it('leads to the document itself where it says so', () => {
    const { findings } = compile(siteWith('site/lakeside/networks.yaml', 'start: 10.41.0.10', 'start: nowhere'));
    expect(findings).toMatchObject([
      { rule: 'DD0005', path: '/data/ranges/0/start', file: 'site/lakeside/networks.yaml', line: 45 },
    ]);
  });
});
