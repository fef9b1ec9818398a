import { describe, expect, it } from 'vitest';
import { localDisk } from '../testing/scripted-bootstrapper.js';
import { decide } from './boot-script.js';

describe('a boot script', () => {
  it('boots the agent with what its kernel line says', () => {
    const script = [
      '#!ipxe',
      'kernel http://10.0.0.1:9080/agent/kernel initrd=initrd drydock.url=http://10.0.0.1:9080/ drydock.mac=x drydock.token=abc-_1 quiet',
      'initrd --name initrd http://10.0.0.1:9080/agent/initrd',
      'boot',
    ].join('\n');
    expect(decide(script, 'UEFI')).toEqual({ kind: 'agent', url: 'http://10.0.0.1:9080', token: 'abc-_1' });
  });

  it('hands back to UEFI firmware, and boots the disk of a legacy one, where nothing is to be done', () => {
    expect(decide(localDisk, 'UEFI')).toEqual({ kind: 'exit' });
    expect(decide(localDisk, 'Legacy')).toEqual({ kind: 'local-disk' });
  });

  it.each([
    ['#!ipxe\nsanboot --no-describe --drive 0x80', { kind: 'local-disk' }],
    ['#!ipxe\r\nexit', { kind: 'exit' }],
    ['#!ipxe\nkernel vmlinuz drydock.url=http://10.0.0.1', { kind: 'exit' }],
    ['<html>not a script</html>', { kind: 'exit' }],
    ['', { kind: 'exit' }],
  ])('%j comes to %j', (script, decision) => {
    expect(decide(script, 'UEFI')).toEqual(decision);
  });
});
