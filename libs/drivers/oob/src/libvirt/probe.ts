import type { OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { openDomain } from './domain.js';
import { Hypervisor } from './hypervisor.js';
import { interrogate } from './inventory.js';
import { libvirtTarget } from './libvirt.settings.js';

/** A domain as it is found, with a BaremetalNode document; or which domains there are, where none is named. */
export async function probeDomain(target: OobTarget, signal: AbortSignal): Promise<ProbeAnswer> {
  const libvirt = libvirtTarget(target);
  if (libvirt.domain === undefined) {
    const names = await new Hypervisor(libvirt, signal).ask('list', '--all', '--name');
    return { facts: { domains: names.split('\n').filter((name) => name.trim() !== '') }, documents: [] };
  }
  const domain = await openDomain(target, '', signal);
  const facts = await interrogate(domain);
  const bootMacCandidates = facts.interfaces.map(({ mac }) => mac);
  const [bootMac] = bootMacCandidates;
  const document = {
    schema: 'drydock/BaremetalNode/v1',
    metadata: { schema: 'metadata/Document/v1', name: facts.systemId, storagePolicy: 'cleartext' },
    data: {
      oob: { type: 'libvirt', libvirt_uri: domain.hypervisor.name, uuid: facts.uuid },
      metadata: bootMac === undefined ? {} : { boot_mac: bootMac },
    },
  };
  return { facts: { ...facts }, documents: [document], bootMacCandidates };
}
