import type { OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { refuseImpostor } from '../node-identity.js';
import type { Power } from '../power-switch.js';
import { DomainXml } from './domain-xml.js';
import { Hypervisor } from './hypervisor.js';
import { libvirtTarget } from './libvirt.settings.js';

/** A domain on its hypervisor, as it is defined. */
export interface Domain {
  readonly hypervisor: Hypervisor;
  /** As it will be from the next start on; with the passwords of its consoles, which would be lost otherwise. */
  readonly xml: DomainXml;
}

export async function openDomain(target: OobTarget, node: string, signal: AbortSignal): Promise<Domain> {
  const libvirt = libvirtTarget(target, node);
  const { domain } = libvirt;
  if (domain === undefined) {
    throw new DriverError('rejected', 'it is not said which domain is meant', {
      advice: 'Set systemId of the target (oob.system_id in the design), or name the node as the domain.',
    });
  }
  return readDomain(new Hypervisor(libvirt, signal), domain);
}

/** Reads a domain by its name or UUID. */
export async function readDomain(hypervisor: Hypervisor, named: string): Promise<Domain> {
  const xml = DomainXml.parse(await hypervisor.ask('dumpxml', '--inactive', '--security-info', `--domain=${named}`));
  // virsh takes a number for the id of a running domain first, whatever that is called.
  if (xml.name === named || xml.uuid === named.toLowerCase()) return { hypervisor, xml };
  throw new DriverError('not-found', `libvirt at ${hypervisor.name} has no domain called ${named}`, {
    evidence: [`${named} is the id of ${xml.name}`],
    advice: 'Name the domain by its UUID.',
  });
}

/** Opens a domain to change it: one that contradicts the design is refused before anything is touched. */
export async function openForChange(target: OobTarget, node: string, signal: AbortSignal): Promise<Domain> {
  const domain = await openDomain(target, node, signal);
  const { xml } = domain;
  const serial = xml.systemEntry('serial');
  const serialNumbers = serial === null ? [] : [serial];
  const found = { serialNumbers, uuid: xml.uuid, macs: () => xml.macs };
  if (target.identity !== undefined) await refuseImpostor(target.identity, found);
  return domain;
}

export const byUuid = ({ xml }: Domain): string => `--domain=${xml.uuid}`;

/** What virsh says of a domain, such as `running` or `shut off`. */
export const stateOf = async (domain: Domain): Promise<string> =>
  (await domain.hypervisor.ask('domstate', byUuid(domain))).trim();

/** A domain that has crashed is kept by libvirt until it is destroyed, as one that is on. */
export function powerOf(state: string): Power {
  if (state === 'shut off') return 'off';
  return state === 'in shutdown' || state === 'no state' ? 'moving' : 'on';
}
