import { placeIn, switchesOf, vlanOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const provisioningNetwork: Rule = {
  id: 'DD0106',
  aliases: [],
  title: 'Provisioning network',
  fixed: 'no switch port could be moved there',
  *check(model) {
    const { region } = model;
    const name = region?.data.provisioning_network;
    const network = name === undefined ? undefined : model.networks.get(name);
    if (network !== undefined && vlanOf(network.data) === null) {
      yield {
        message: `the provisioning network ${network.name} has no VLAN id, so no switch port can be put into it`,
        advice: 'Give it a vlan.',
        at: placeIn(network, 'vlan'),
      };
    }
    const driven = [...switchesOf(model)].find(({ data }) => data.type !== undefined);
    if (name === undefined && driven !== undefined) {
      yield {
        message: `the switch ${driven.name} is to be driven, but the Region names no provisioning network`,
        advice: 'Set provisioning_network in the Region.',
        at:
          region === null ? placeIn(driven.rack, 'tor_switches', driven.name) : placeIn(region, 'provisioning_network'),
      };
    }
  },
};
