import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { adaptSite, readSampleSite } from './sample-site.js';

const run = { bootstrapperUrl: 'http://127.0.0.1:19080', bootstrapperToken: 'fresh', labPort: 19_090 };
const parse = (yaml: string) => parseAllDocuments(yaml).map((document): unknown => document.toJS());

describe('the sample site of a run', () => {
  it('uses the bootstrapper of this run, with its token and its images', () => {
    const site = `
schema: drydock/Region/v1
data:
  bootstrapper: { type: builtin, address: http://127.0.0.1:9080, credential: { token: set-at-start } }
  images: { linux: { url: 'http://127.0.0.1:9080/samples/linux.img', sha256: aa } }`;
    expect(parse(adaptSite(site, run))).toMatchObject([
      {
        data: {
          bootstrapper: { type: 'builtin', address: 'http://127.0.0.1:19080', credential: { token: 'fresh' } },
          images: { linux: { url: 'http://127.0.0.1:19080/samples/linux.img', sha256: 'aa' } },
        },
      },
    ]);
  });

  it('reaches BMCs and switches on the port of this lab, and keeps their addresses', () => {
    const site = `
schema: drydock/Rack/v1
data: { tor_switches: { tor: { address: 127.20.1.1, port: 9090 } } }
---
schema: drydock/HostProfile/v1
data: { oob: { scheme: http, port: 9090 } }
---
schema: drydock/HostProfile/v1
data: { host_profile: base }`;
    expect(parse(adaptSite(site, run))).toEqual([
      {
        schema: 'drydock/Rack/v1',
        data: { tor_switches: { tor: { address: '127.20.1.1', port: 19_090 } } },
      },
      { schema: 'drydock/HostProfile/v1', data: { oob: { scheme: 'http', port: 19_090 } } },
      { schema: 'drydock/HostProfile/v1', data: { host_profile: 'base' } },
    ]);
  });

  it('leaves what is not of this run as it was written', () => {
    const vlan = "schema: drydock/Network/v1\ndata:\n  vlan: '100'\n";
    expect(adaptSite(vlan, run)).toBe(vlan);
  });

  it('has eight nodes in two racks, and no port of the example any more', async () => {
    const site = await readSampleSite(run);
    const schemas = parseAllDocuments(site).map((document) => document.get('schema'));
    expect(schemas.filter((schema) => schema === 'drydock/BaremetalNode/v1')).toHaveLength(8);
    expect(schemas.filter((schema) => schema === 'drydock/Rack/v1')).toHaveLength(2);
    expect(site).not.toMatch(/\b90[89]0\b|set-at-start/);
  });
});
