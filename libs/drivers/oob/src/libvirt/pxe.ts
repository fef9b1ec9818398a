import type { ConfigNodePxeParameters, ConfigNodePxeResult } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import { defineOrder, memoryOf, remember, sameOrder } from './boot.js';
import { powerOf, stateOf, type Domain } from './domain.js';
import type { DomainXml } from './domain-xml.js';

export interface PxePlan {
  readonly changed: boolean;
  readonly order: readonly string[];
  readonly restore: readonly string[] | null;
}

/** Which order would be defined: the boot interface first, then the fallbacks, then what there was. */
export function planPxe({ xml }: Domain, asked: ConfigNodePxeParameters, kept: unknown): PxePlan {
  refuseWhatFirmwareDecides(asked);
  const first = [asked.bootMac, ...(asked.fallbackMacs ?? [])];
  const missing = first.filter((mac) => !xml.macs.includes(mac));
  if (missing.length > 0) throw noSuchInterface(xml, missing);
  const withPxeFirst = (order: readonly string[]): string[] => {
    const others = order.filter((key) => !first.includes(key));
    return [...first, ...(asked.exclusive === true ? others.filter((key) => !xml.macs.includes(key)) : others)];
  };
  const { restore } = memoryOf(kept);
  const order = withPxeFirst(xml.order);
  return { changed: !sameOrder(xml.order, order), order, restore: restore && withPxeFirst(restore) };
}

function refuseWhatFirmwareDecides({
  protocol = 'pxe',
  ipVersion = 4,
  vlan,
  httpBootUri,
}: ConfigNodePxeParameters): void {
  const unsupported = [
    ...(protocol === 'pxe' ? [] : [`protocol ${protocol}`]),
    ...(ipVersion === 4 ? [] : [`ipVersion ${ipVersion}`]),
    ...(vlan === undefined ? [] : ['vlan']),
    ...(httpBootUri === undefined ? [] : ['httpBootUri']),
  ];
  if (unsupported.length === 0) return;
  throw new DriverError(
    'unsupported',
    `libvirt cannot choose ${unsupported.join(', ')}: the firmware of the domain does`,
  );
}

const noSuchInterface = ({ macs }: DomainXml, missing: readonly string[]) =>
  new DriverError('not-found', `this domain has no interface ${missing.join(', ')}`, {
    evidence: [`interfaces: ${macs.join(', ') || 'none'}`],
    advice: 'Correct the boot MAC in the design (metadata.boot_mac), or the definition of the domain.',
  });

export async function carryOutPxe(
  domain: Domain,
  plan: PxePlan & { readonly bootMac: string },
  context: ActionContext,
): Promise<ConfigNodePxeResult> {
  await remember(context, plan);
  await defineOrder(domain, plan.order);
  const resetRequired = plan.changed && powerOf(await stateOf(domain)) !== 'off';
  return { mechanism: 'boot-option', interface: plan.bootMac, changed: plan.changed, resetRequired };
}
