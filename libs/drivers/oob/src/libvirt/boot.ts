import type { BootDevice, BootMode } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import { readDomain, type Domain } from './domain.js';
import { DomainXml } from './domain-xml.js';

/** What a start is to boot from. */
export interface WantedBoot {
  readonly device: BootDevice;
  readonly once: boolean;
  readonly mode?: BootMode;
}

/** What is remembered of a domain: the boot order to put back after the start that is to boot from something else. */
export interface Memory {
  readonly restore: readonly string[] | null;
}

export function memoryOf(kept: unknown): Memory {
  const { restore = null }: { restore?: unknown } = typeof kept === 'object' && kept !== null ? kept : {};
  return { restore: Array.isArray(restore) ? restore.filter((key) => typeof key === 'string') : null };
}

export async function remember(context: ActionContext, { restore }: Memory): Promise<void> {
  if (JSON.stringify(memoryOf(context.memory).restore) !== JSON.stringify(restore)) await context.remember({ restore });
}

export interface BootPlan {
  readonly changed: boolean;
  readonly order: readonly string[];
  /** What the start after the next one has. */
  readonly restore: readonly string[] | null;
}

/** Which order would be defined; throws where the domain has no such device. */
export function planBoot({ xml }: Domain, { device, once, mode }: WantedBoot, kept: unknown): BootPlan {
  refuseMode(xml, mode);
  const { order } = xml;
  const { restore: earlier } = memoryOf(kept);
  if (device === 'none') return planned(order, earlier ?? order, null);
  const all = xml.bootables.filter(({ kind }) => kind === device).map(({ key }) => key);
  if (all.length === 0) throw noSuchDevice(xml, device);
  // Of many the ones that were chosen before, in their order.
  const chosen = order.filter((key) => all.includes(key));
  const first = chosen.length > 0 ? chosen : all;
  const wanted = [...first, ...order.filter((key) => !first.includes(key))];
  return planned(order, wanted, once ? (earlier ?? order) : null);
}

const planned = (before: readonly string[], order: readonly string[], restore: readonly string[] | null): BootPlan => ({
  changed: !sameOrder(before, order),
  order,
  restore: restore !== null && sameOrder(restore, order) ? null : restore,
});

export const sameOrder = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((key, index) => key === other[index]);

function refuseMode({ mode }: DomainXml, wanted: BootMode | undefined): void {
  if (wanted === undefined || wanted === mode) return;
  throw new DriverError('unsupported', `this domain boots in ${mode} mode, and cannot be told to boot in ${wanted}`, {
    advice: 'The firmware is part of the definition of the domain (os/loader): change it there.',
  });
}

const noSuchDevice = ({ bootables }: DomainXml, device: BootDevice) =>
  new DriverError('unsupported', `this domain has nothing to boot from ${device}`, {
    evidence: bootables.map(({ key, kind }) => `${kind}: ${key}`),
  });

/** Makes the next start boot as wanted, and reads back that libvirt took it. */
export async function armBoot(domain: Domain, wanted: WantedBoot, context: ActionContext): Promise<BootPlan> {
  const plan = planBoot(domain, wanted, context.memory);
  // Before the definition changes: after a crash in between it would be taken for what the operator wants.
  await remember(context, plan);
  if (plan.changed) await defineOrder(domain, plan.order);
  return plan;
}

/** A start has happened: what was for it alone is put back. libvirt itself knows no boot device for one start. */
export async function putBack(domain: Domain, context: ActionContext): Promise<void> {
  const { restore } = memoryOf(context.memory);
  if (restore === null) return;
  const now = await readDomain(domain.hypervisor, domain.xml.uuid);
  await defineOrder(now, restore);
  await remember(context, { restore: null });
}

/** Defines another boot order, unless it is the one that there is, and reads back that libvirt took it. */
export async function defineOrder({ hypervisor, xml }: Domain, order: readonly string[]): Promise<void> {
  const known = new Set(xml.bootables.map(({ key }) => key));
  const wanted = order.filter((key) => known.has(key));
  if (sameOrder(xml.order, wanted)) return;
  const changed = DomainXml.parse(xml.toString());
  changed.reorder(wanted);
  await hypervisor.define(changed.toString());
  const { xml: now } = await readDomain(hypervisor, xml.uuid);
  if (sameOrder(now.order, wanted)) return;
  throw new DriverError('rejected', 'libvirt accepted another boot order for the domain but does not show it', {
    evidence: [`defined: ${wanted.join(', ')}`, `read back: ${now.order.join(', ')}`],
  });
}
