import { entriesOf, isLeftAlone, placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const interfaces: Rule = {
  id: 'DD0105',
  aliases: [],
  title: 'Interfaces have a link and members',
  *check(model) {
    for (const { node, value } of model.distinct.interfaces) {
      const owners = new Map<string, string>();
      for (const [name, data] of entriesOf(value)) {
        const link = data.device_link === undefined ? undefined : model.links.get(data.device_link);
        if (isLeftAlone(data) || isLeftAlone(link?.data)) continue;
        const members = data.slaves?.length ?? 0;
        if (link !== undefined) {
          for (const member of data.slaves ?? []) {
            const owner = owners.get(member);
            if (owner !== undefined) {
              yield {
                message: `${member} is a member of the interfaces ${owner} and ${name}`,
                advice: 'A cable ends in one interface: list it in one of them.',
                at: placeOf(node, 'interfaces', name, 'slaves', member),
              };
            }
            owners.set(member, name);
          }
        }
        if (data.device_link === undefined) {
          yield {
            level: 'warning',
            message: `the interface ${name} has no link, so nothing configures it`,
            advice: 'Set device_link, or label it noconfig.',
            at: placeOf(node, 'interfaces', name),
          };
        } else if (link !== undefined) {
          const bonded = (link.data.bonding?.mode ?? 'disabled') !== 'disabled';
          if (bonded ? members >= 1 : members === 1) continue;
          yield {
            message: bonded
              ? `the bond ${name} has no members`
              : `the interface ${name} has ${members} members, but its link ${link.name} has no bonding`,
            advice: bonded ? 'List them in slaves.' : 'List one member in slaves, or set bonding.mode on the link.',
            at: placeOf(node, 'interfaces', name, 'slaves'),
          };
        }
      }
    }
  },
};
