import type { OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { probedNode } from '../probed-node.js';
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
  const { hypervisor, xml } = await openDomain(target, '', signal);
  const facts = await interrogate({ hypervisor, xml });
  return probedNode({
    target,
    facts,
    name: xml.name,
    host: null,
    oob: { libvirt_uri: hypervisor.name, system_id: xml.name },
    options: ['hostKey', 'hostKeyChecking', 'settleSeconds'],
    bootMacCandidates: facts.interfaces.map(({ mac }) => mac),
  });
}
