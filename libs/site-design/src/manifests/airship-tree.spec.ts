import { describe, expect, it } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { readFiles, type DesignFile } from '../documents/files.js';
import { airshipFiles } from '../testing/airship-tree.js';
import { renderManifests } from './render-manifests.js';

function compile(files: readonly DesignFile[]) {
  const read = readFiles(files);
  const rendered = renderManifests(read.documents);
  const { design, findings } = compileDesign(rendered.documents);
  const shown = [...read.findings, ...rendered.findings, ...findings].map(
    ({ rule, level, message }) => `${rule} ${level}: ${message}`,
  );
  return { documents: rendered.documents, design, shown };
}

const forMaas = (nodes: number, example: string): string =>
  `DD0304 warning: nothing says which bootstrapper loads the operating system of ${nodes} nodes, such as ${example}`;

describe('a tree of Airship manifests with two sites of one type', () => {
  const harbour = compile(airshipFiles('global', 'type', 'site/harbour'));
  const meadow = compile(airshipFiles('global', 'type', 'site/meadow'));

  it('makes each of its sites, with nothing to say but that nobody here loads operating systems', () => {
    expect(harbour.shown).toEqual([forMaas(3, 'harbour-r01a1')]);
    expect(meadow.shown).toEqual([forMaas(1, 'meadow-r01a1')]);
    expect(Object.keys(harbour.design?.nodes ?? {})).toEqual(['harbour-r01a1', 'harbour-r01a2', 'harbour-r01a3']);
    expect(Object.keys(meadow.design?.nodes ?? {})).toEqual(['meadow-r01a1']);
  });

  it('gives each site its own of what is common: passwords, accounts, addresses, keys', () => {
    const nodeOf = ({ design }: typeof harbour, name: string) => design?.nodes[name];
    expect(nodeOf(harbour, 'harbour-r01a2')).toMatchObject({
      hostname: 'harbour-r01a2.cluster.local',
      oob: {
        type: 'ipmi',
        address: '10.23.9.12',
        credential: { username: 'root-harbour', password: 'secret-of-harbour' },
      },
      ownerData: { 'kube-node': 'enabled', 'control-plane': 'enabled' },
      networking: { routes: [{ gateway: '10.23.1.1', metric: 10 }], dns: { servers: ['10.23.0.2', '10.23.0.3'] } },
      bootActions: [{ name: 'promjoin' }, { name: 'sysctl' }],
    });
    expect(nodeOf(meadow, 'meadow-r01a1')?.oob).toMatchObject({
      credential: { username: 'root-meadow', password: 'secret-of-meadow' },
    });
    expect(nodeOf(meadow, 'meadow-r01a1')?.platform.kernelParameters).toContain('intel_iommu=on');
    expect(nodeOf(meadow, 'meadow-r01a1')?.platform.kernelParameters).toContain('isolcpus=4-43,48-87');
    expect(meadow.design?.site.authorizedKeys).toEqual(['ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ== admin@meadow']);
  });

  it('puts values into texts where a pattern stands, and leaves what is for nodes to them', () => {
    const assetsOf = (name: string): string =>
      JSON.stringify(harbour.documents.find((document) => document.name === name)?.content['data']);
    expect(assetsOf('sysctl')).toContain('SERVER=10.23.0.2\\n');
    expect(assetsOf('promjoin')).toContain('{{ action.design_ref | urlencode }}');
  });

  it('is refused as a whole, in so many words', () => {
    const { shown } = compile(airshipFiles('global', 'type', 'site'));
    expect(shown).toEqual([
      'DD0030 error: these are the manifests of several sites: harbour, meadow',
      forMaas(3, 'harbour-r01a1'),
    ]);
  });
});
