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
    ['the usual port', { type: 'redfish', address: 'bmc-1', port: 443 }],
    ['the usual port in it', { type: 'redfish', address: 'bmc-1:443' }],
    ['the path of its service', { type: 'redfish', address: 'https://bmc-1/redfish/v1/' }],
    ['the dot of the root', { type: 'redfish', address: 'https://bmc-1./' }],
    ['the usual port of IPMI', { type: 'ipmi', address: 'BMC-1', port: 623 }],
  ])('is the same with %s', (_what, target) => {
    expect(keyOf(target)).toBe('bmc-1');
  });

  it('is the same where IPv4 is written as IPv6', () => {
    expect(keyOf({ type: 'redfish', address: 'https://[::ffff:10.0.0.11]/' })).toBe('10.0.0.11');
    expect(keyOf({ type: 'ipmi', address: '::ffff:10.0.0.11' })).toBe('10.0.0.11');
    expect(keyOf({ type: 'redfish', address: 'https://[fd00::11]:443' })).toBe('[fd00::11]');
  });

  it('is another one behind another port', () => {
    expect(keyOf({ type: 'redfish', address: 'https://gateway.:8443' })).toBe('gateway:8443');
    expect(keyOf({ type: 'redfish', address: 'gateway', port: 80 })).toBe('gateway:80');
    expect(keyOf({ type: 'redfish', address: 'fd00::1', port: 8443 })).toBe('[fd00::1]:8443');
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
