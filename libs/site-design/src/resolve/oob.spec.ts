import { describe, expect, it } from 'vitest';
import { compileWith, nodeWith, type Spot } from '../testing/small-site.js';

const base = (...path: string[]): Spot => ['HostProfile/base', ...path];
const oobWith = (changes: object) =>
  nodeWith('n1', [base('oob'), { type: 'redfish', network: 'oob', account: 'root', credential: 'pw', ...changes }]).oob;

describe('the target of a BMC', () => {
  it('is the address of the node in the network of BMCs, over https', () => {
    expect(oobWith({})).toEqual({
      type: 'redfish',
      address: 'https://10.0.1.11',
      credential: { username: 'root', password: 'pw' },
      identity: { bootMac: '52:54:00:00:01:0a' },
    });
  });

  it('is http, another port, one of several systems, or not to be powered off where the design says so', () => {
    expect(
      oobWith({ scheme: 'http', port: 9090, system_id: '2', verify_tls: false, power_off: 'never', options: { a: 1 } }),
    ).toMatchObject({
      address: 'http://10.0.1.11:9090',
      systemId: '2',
      verifyTls: false,
      powerOff: 'never',
      options: { a: 1 },
    });
  });

  it('is a host and a port for what speaks no HTTP', () => {
    expect(oobWith({ type: 'ipmi', port: 6230 })).toMatchObject({ address: '10.0.1.11', port: 6230 });
    expect(oobWith({ type: 'ipmi' }).port).toBeUndefined();
  });

  it('is the node itself where a person is asked', () => {
    const { design } = compileWith([base('oob'), { type: 'manual' }]);
    expect(design?.nodes['n1']?.oob).toMatchObject({ type: 'manual', address: 'n1' });
  });

  it('knows what the BMC must say of itself', () => {
    const uuid = '6472796d-0000-4000-8000-000000010100';
    const { oob } = nodeWith('n1', [['BaremetalNode/n1', 'oob'], { serial_number: 'S1', uuid }]);
    expect(oob.identity).toEqual({
      bootMac: '52:54:00:00:01:0a',
      serialNumber: 'S1',
      uuid,
    });
  });

  it('keeps a sealed credential as it is', () => {
    expect(oobWith({ credential: { sealed: 'a.b.c.d.e' } }).credential).toEqual({ sealed: 'a.b.c.d.e' });
  });
});
