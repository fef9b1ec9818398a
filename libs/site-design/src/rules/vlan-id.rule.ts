import { placeIn, vlanOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const vlanId: Rule = {
  id: 'DD0103',
  aliases: [],
  title: 'VLAN ids',
  fixed: 'no switch takes it',
  *check(model) {
    for (const network of model.networks.values()) {
      const vlan = vlanOf(network.data);
      if (vlan === null || (vlan >= 1 && vlan <= 4094)) continue;
      yield {
        message: `${vlan} is no VLAN id`,
        advice: 'VLAN ids go from 1 to 4094.',
        at: placeIn(network, 'vlan'),
      };
    }
  },
};
