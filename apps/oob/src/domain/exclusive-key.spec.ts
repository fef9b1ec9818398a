import type { ActionRequest } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { exclusiveKey } from './exclusive-key.js';

const keyOf = (target: ActionRequest['target'], node = 'compute01'): string =>
  exclusiveKey({ action: 'PowerOnNode', node, target });

describe('what is acted on once at a time', () => {
  it('is a BMC, however its address is written', () => {
    const key = keyOf({ type: 'redfish', address: 'https://BMC-1/' });
    expect(keyOf({ type: 'redfish', address: 'http://bmc-1' })).toBe(key);
    expect(keyOf({ type: 'redfish', address: 'bmc-1', systemId: '2' }, 'compute02')).toBe(key);
    expect(keyOf({ type: 'ipmi', address: 'bmc-1', port: 6230 })).toBe('bmc-1:6230');
  });

  it('is one domain of a libvirt host', () => {
    const target = { type: 'libvirt', address: 'qemu+ssh://me@host/system' };
    expect(keyOf({ ...target, systemId: 'vm1' })).toBe('qemu+ssh://host/system vm1');
    expect(keyOf(target, 'vm1')).toBe(keyOf({ ...target, options: { domain: 'vm1' } }));
    expect(keyOf(target, 'vm2')).not.toBe(keyOf(target, 'vm1'));
  });
});
