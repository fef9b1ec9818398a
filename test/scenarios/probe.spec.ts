import type { OobTarget } from '@drydock/contracts';
import { ScriptedBmc } from '@drydock/redfish/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench as IpmiBench } from '../../libs/drivers/oob/src/ipmi/testing/bench.js';
import { Bench as LibvirtBench } from '../../libs/drivers/oob/src/libvirt/testing/bench.js';
import { startDrydock, type Drydock } from './drydock.js';
import { pasted } from './pasted-node.js';

let drydock: Drydock;
beforeAll(async () => void (drydock = await startDrydock(['oob'])));
afterAll(() => drydock.stop());

async function probe(target: OobTarget) {
  const { status, body } = await drydock.call('oob', { method: 'POST', path: '/api/v1/probe', body: { target } });
  expect(status, JSON.stringify(body)).toBe(200);
  const { facts, documents, bootMacCandidates, remarks }: Record<string, unknown> = body;
  return {
    text: JSON.stringify(body),
    facts: Object(facts),
    documents: Array.isArray(documents) ? documents : [],
    bootMacCandidates,
    remarks: JSON.stringify(remarks),
  };
}

describe('a probe over REST', () => {
  it('of a redfish BMC answers a node that a design takes, with the boot MAC that is most likely', async () => {
    const bmc = await new ScriptedBmc().start();
    const { username, password } = bmc.target;
    const found = await probe({
      type: 'redfish',
      address: bmc.origin,
      credential: { username, password },
      options: { settleSeconds: 7 },
    });
    await bmc.stop();
    expect(found.facts).toMatchObject({ serialNumber: 'CN0001', power: 'off' });
    expect(found.bootMacCandidates).toEqual(['70:b5:e8:f0:52:dc', '70:b5:e8:f0:52:dd']);
    const { errors, node } = pasted(found, password);
    expect(errors).toEqual([]);
    expect(node).toMatchObject({
      name: 'node-cn0001',
      bootMac: '70:b5:e8:f0:52:dc',
      oob: { address: bmc.origin, systemId: 'Host.1', options: { settleSeconds: 7 }, credential: { username } },
    });
    expect(found.text).not.toContain(password);
  });

  it('of an ipmi BMC answers a node, and says that nobody but the operator can know its boot MAC', async () => {
    const bench = IpmiBench.open({ power: 'on' });
    const { target } = bench;
    const found = await probe(target);
    bench.close();
    expect(found.facts).toMatchObject({
      manufacturer: 'Simco',
      model: 'SimServer 1U',
      serialNumber: 'SIM00001',
      power: 'on',
      bmcFirmware: '9.08',
      bmc: { mac: '02:00:5e:10:00:01', address: '192.0.2.11' },
    });
    expect(found.bootMacCandidates).toEqual([]);
    expect(found.remarks).toContain('IPMI does not tell the MAC addresses of a node');
    const { password } = Object(target.credential);
    expect(pasted(found, password).errors).toEqual([expect.stringContaining('has no boot MAC')]);
    const { errors, node } = pasted(found, password, { metadata: { boot_mac: '52:54:00:01:01:00' } });
    expect(errors).toEqual([]);
    expect(node?.oob).toMatchObject({ address: '127.0.0.1', port: target.port, options: target.options });
    expect(found.text).not.toContain(password);
  });

  it('of a libvirt domain answers a node with the interfaces of its definition', async () => {
    const bench = LibvirtBench.open();
    const options = { hostKey: 'ssh-ed25519 AAAAC3Nz' };
    const found = await probe({ ...bench.target, options });
    bench.close();
    expect(found.bootMacCandidates).toEqual(['52:54:00:01:01:00', '52:54:00:01:01:01']);
    const { privateKey } = Object(bench.target.credential);
    const { errors, node } = pasted(found, bench.target.credential);
    expect(errors).toEqual([]);
    expect(node).toMatchObject({
      name: 'compute01',
      bootMac: '52:54:00:01:01:00',
      oob: { address: bench.target.address, systemId: 'compute01', options, credential: { username: 'drydock' } },
    });
    expect(found.text).not.toContain(privateKey);
  });
});
