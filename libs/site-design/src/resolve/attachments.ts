import type { DesignedLag } from '@drydock/contracts';
import type { EffectiveAttachment, ProductionPort } from '../effective.js';
import type { AttachmentData } from '../schemas/baremetal-node.js';
import { entriesOf, isLeftAlone, untaggedNetworkOf, vlanOf, type DesignedNode, type SiteModel } from '../site-model.js';

/** The interface that a member belongs to, of those that Drydock configures; null when there is none. */
export function interfaceOf(node: DesignedNode, member: string, model: SiteModel): string | null {
  const found = entriesOf(node.data.interfaces).find(([, data]) => {
    const link = data.device_link === undefined ? undefined : model.links.get(data.device_link);
    return (
      data.slaves?.includes(member) === true && link !== undefined && !isLeftAlone(data) && !isLeftAlone(link.data)
    );
  });
  return found?.[0] ?? null;
}

/** What the switch ports of an interface carry once the node is deployed: the networks of the interface, the link's default network without a tag. */
export function productionPort(node: DesignedNode, interfaceName: string, model: SiteModel): ProductionPort {
  const data = node.data.interfaces?.[interfaceName];
  const link = data?.device_link === undefined ? undefined : model.links.get(data.device_link);
  if (!data || link === undefined) return { untaggedVlan: null, taggedVlans: [], mtu: null };
  const untagged = untaggedNetworkOf(link.data);
  const vlans = (data.networks ?? []).map((name) => ({ name, vlan: vlanOf(model.networks.get(name)?.data) }));
  const tagged = vlans.flatMap(({ name, vlan }) => (name === untagged || vlan === null ? [] : [vlan]));
  return {
    untaggedVlan: vlans.find(({ name }) => name === untagged)?.vlan ?? null,
    taggedVlans: [...new Set(tagged)].sort((a, b) => a - b),
    mtu: link.data.mtu ?? null,
  };
}

export function attachmentsOf(node: DesignedNode, model: SiteModel): EffectiveAttachment[] {
  if (node.data.attachments === undefined) return [];
  const boot = bootMember(node, model);
  return Object.entries(node.data.attachments).map(([member, attachment]) => {
    const name = interfaceOf(node, member, model);
    return {
      interface: name,
      member,
      switch: attachment.switch,
      port: String(attachment.port),
      boot: member === boot,
      lag: lagOf(attachment),
      keepVlans: [...(attachment.keep_vlans ?? [])],
      production:
        name === null ? { untaggedVlan: null, taggedVlans: [], mtu: null } : productionPort(node, name, model),
    };
  });
}

/** The one that is marked, else the first member of the primary network's interface, else the first cable. */
function bootMember(node: DesignedNode, model: SiteModel): string | undefined {
  const attachments = node.data.attachments ?? {};
  const members = Object.keys(attachments);
  const marked = members.find((member) => attachments[member]?.boot === true);
  if (marked !== undefined) return marked;
  const primary = node.data.primary_network;
  const candidates = entriesOf(node.data.interfaces)
    .filter(([, data]) => primary !== undefined && data.networks?.includes(primary) === true)
    .flatMap(([name, data]) => (data.slaves ?? []).filter((member) => interfaceOf(node, member, model) === name));
  return candidates.find((member) => members.includes(member)) ?? members[0];
}

function lagOf({ lag }: AttachmentData): DesignedLag | null {
  if (lag === undefined) return null;
  return {
    name: lag.name,
    mode: lag.mode ?? 'lacp',
    ...(lag.rate === undefined ? {} : { rate: lag.rate }),
    ...(lag.mlag_id === undefined ? {} : { mlagId: lag.mlag_id }),
    ...(lag.fallback === undefined ? {} : { fallback: lag.fallback }),
  };
}
