import type { ActionRequest } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { exclusiveKey, visitKey } from './exclusive-key.js';

const keyOf = (target: ActionRequest['target'], node = 'compute01'): string =>
  exclusiveKey({ action: 'PowerOnNode', node, target });

describe('what is acted on once at a time', () => {
  it('is a BMC, however its address is written', () => {
    const key = keyOf({ type: 'redfish', address: 'https://BMC-1/' });
    expect(keyOf({ type: 'redfish', address: 'http://bmc-1' })).toBe(key);
    expect(keyOf({ type: 'redfish', address: 'bmc-1', systemId: '2' }, 'compute02')).toBe(key);
    expect(keyOf({ type: 'ipmi', address: 'bmc-1', port: 6230 })).toBe('bmc-1:6230');
  });

  it.each([
    'BMC-1',
    'bmc-1.',
    'https://bmc-1:443',
    'http://bmc-1:80/',
    'https://bmc-1/redfish/v1/',
    'https://bmc-1?x=1',
  ])('is the BMC %s, as the redfish driver calls it', (address) => {
    expect(keyOf({ type: 'redfish', address })).toBe('bmc-1');
    expect(keyOf({ type: 'redfish', address: '::ffff:10.0.0.1' })).toBe('10.0.0.1');
  });

  it('is a BMC with a port, unless that is the usual one of its protocol', () => {
    expect(keyOf({ type: 'redfish', address: 'bmc-1', port: 443 })).toBe('bmc-1');
    expect(keyOf({ type: 'redfish', address: 'bmc-1', port: 8443 })).toBe('bmc-1:8443');
    expect(keyOf({ type: 'redfish', address: 'fd00::1', port: 8443 })).toBe('[fd00::1]:8443');
    expect(keyOf({ type: 'ipmi', address: 'bmc-1', port: 623 })).toBe('bmc-1');
    expect(keyOf({ type: 'ipmi', address: 'fd00::1', port: 623 })).toBe('[fd00::1]');
  });

  it('is one domain of a libvirt host', () => {
    const target = { type: 'libvirt', address: 'qemu+ssh://me@host/system' };
    expect(keyOf({ ...target, systemId: 'vm1' })).toBe('qemu+ssh://host/system vm1');
    expect(keyOf(target, 'vm1')).toBe(keyOf({ ...target, options: { domain: 'vm1' } }));
    expect(keyOf(target, 'vm2')).not.toBe(keyOf(target, 'vm1'));
  });

  it('is the same for a question outside of actions, but for a libvirt host, which bears many at a time', () => {
    expect(visitKey({ type: 'redfish', address: 'https://BMC-1/' })).toBe('bmc-1');
    expect(visitKey({ type: 'libvirt', address: 'qemu:///system' })).toBeNull();
  });
});
