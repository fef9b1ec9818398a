import { placeIn, type SiteModel } from '../site-model.js';
import type { Rule } from './rule.js';

/** Bootstrappers that hand out the addresses that nodes boot with, from the dhcp ranges of the design. */
const givesAddresses: readonly string[] = ['maas'];

export const bootRange: Rule = {
  id: 'DD0112',
  aliases: [],
  title: 'Nodes that boot get an address',
  *check(model) {
    if (model.nodes.size === 0 || !wantsRange(model)) return;
    const provisioning = model.region?.data.provisioning_network;
    const network = provisioning === undefined ? undefined : model.networks.get(provisioning);
    const candidates = network === undefined ? [...model.networks.values()] : [network];
    if (provisioning !== undefined && network === undefined) return;
    if (candidates.some(({ data }) => data.ranges?.some(({ type }) => type === 'dhcp') === true)) return;
    yield {
      level: 'warning',
      message:
        network === undefined
          ? 'no network has a dhcp range, so nodes that boot from the network get no address'
          : `the provisioning network ${network.name} has no dhcp range, so nodes that boot get no address`,
      advice: 'Add a range of type dhcp to the network that nodes boot from.',
      at: network === undefined ? null : placeIn(network, 'ranges'),
    };
  },
};

/** Designs that name no bootstrapper were made for MAAS. */
function wantsRange(model: SiteModel): boolean {
  const site = model.region?.data.bootstrapper;
  for (const { data } of model.nodes.values()) {
    const type = (data.bootstrapper ?? site)?.type ?? 'maas';
    const hardware = model.hardwareProfiles.get(data.hardware_profile ?? '')?.data;
    if (givesAddresses.includes(type) && (hardware?.bootstrap_protocol ?? 'pxe') === 'pxe') return true;
  }
  return false;
}
