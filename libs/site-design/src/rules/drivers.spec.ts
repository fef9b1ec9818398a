import { describe, expect, it } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { documentsFromJson } from '../documents/json-documents.js';
import { announcedDrivers } from '../testing/announced-drivers.js';
import { siteWith, type Change } from '../testing/small-site.js';
import type { AnnouncedDrivers } from './rule.js';

const found = (announced: AnnouncedDrivers, ...changes: readonly Change[]) =>
  compileDesign(documentsFromJson(siteWith(...changes)).documents, announced).findings.map(
    ({ rule, document, path, message }) => [rule, document?.name, path, message],
  );
const { oob, network } = announcedDrivers;

describe('the drivers that services announce', () => {
  it('are what BMCs, bootstrappers and switches of a design need, those of single nodes included', () => {
    expect(
      found(
        announcedDrivers,
        [['HostProfile/base', 'oob', 'type'], 'telepathy'],
        [['BaremetalNode/n2', 'bootstrapper'], { type: 'stork', address: 'http://192.0.2.3' }],
        [['Rack/r1', 'tor_switches', 'tor1', 'type'], 'telex'],
      ),
    ).toEqual([
      ['DD3101', 'r1', '/data/tor_switches/tor1/type', 'the network service has no driver "telex"'],
      ['DD3101', 'base', '/data/oob/type', 'the oob service has no driver "telepathy"'],
      ['DD3101', 'n2', '/data/bootstrapper/type', 'the node service has no driver "stork"'],
    ]);
  });

  it('of a service that is silent are not judged', () => {
    const telepathy: Change = [['HostProfile/base', 'oob', 'type'], 'telepathy'];
    expect(found({}, telepathy)).toEqual([]);
    expect(found(network === undefined ? {} : { network }, telepathy)).toEqual([]);
    expect(found({ oob: [] }, telepathy)).toHaveLength(1);
  });

  it('say what a target must have: what it lacks or has too much of is found where it is written', () => {
    expect(
      found(
        announcedDrivers,
        [['BaremetalNode/n1', 'oob'], { options: { requestTimeoutSeconds: 'secret-soon' } }],
        [['BaremetalNode/n2', 'oob'], { options: { requestTimeout: 7 } }],
        [['Region/site', 'bootstrapper', 'credential'], { password: 'secret-pw' }],
        [['Rack/r1', 'tor_switches', 'tor1', 'credential'], undefined],
      ).map(([rule, ...where]) => [rule, ...where.slice(0, 2)]),
    ).toEqual([
      ['DD3104', 'site', '/data/bootstrapper/credential'],
      ['DD3104', 'r1', '/data/tor_switches/tor1/credential'],
      ['DD3104', 'n1', '/data/oob/options/requestTimeoutSeconds'],
      ['DD3104', 'n2', '/data/oob/options/requestTimeout'],
    ]);
  });

  it('never lead to a secret in a finding', () => {
    const texts = found(
      announcedDrivers,
      [['HostProfile/base', 'oob', 'options'], { requestTimeoutSeconds: 'secret-soon' }],
      [['Region/site', 'bootstrapper', 'credential'], { password: 'secret-pw' }],
    );
    expect(texts).toHaveLength(2);
    expect(JSON.stringify(texts)).not.toContain('secret-');
  });

  it('do not judge what is sealed', () => {
    expect(found(announcedDrivers, [['HostProfile/base', 'oob', 'credential'], { sealed: 'a.b.c.d.e' }])).toEqual([]);
  });

  it('of a third party may announce a schema that is none: that is said once, and hides nothing', () => {
    const [redfish, ...others] = oob ?? [];
    const odd = redfish === undefined ? [] : [{ ...redfish, settings: { type: 'nonsense' } }];
    expect(
      found({ ...announcedDrivers, oob: [...odd, ...others] }, [
        ['Rack/r1', 'tor_switches', 'tor1', 'credential'],
        undefined,
      ]),
    ).toEqual([
      ['DD3104', 'r1', '/data/tor_switches/tor1/credential', expect.stringContaining('credential')],
      ['DD3104', undefined, '', expect.stringContaining('cannot be read')],
    ]);
  });
});
