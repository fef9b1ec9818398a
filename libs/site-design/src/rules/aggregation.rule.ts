import type { AttachmentData } from '../schemas/baremetal-node.js';
import { isLeftAlone, placeIn, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

export const aggregation: Rule = {
  id: 'DD0502',
  aliases: [],
  title: 'Cables of one interface belong together',
  fixed: 'the packets of one node would go to another',
  *check(model) {
    const owners = new Map<string, DesignedNode>();
    for (const node of model.nodes.values()) {
      const { attachments, interfaces } = node.data;
      if (attachments === undefined) continue;
      for (const member in attachments) {
        const { lag, switch: name } = attachments[member] ?? {};
        if (lag === undefined) continue;
        const key = `${name ?? ''} ${lag.name}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, node);
        else if (owner !== node) {
          yield shared(`${lag.name} of ${name ?? ''}`, owner, placeIn(node, 'attachments', member, 'lag', 'name'));
        }
      }
      for (const name in interfaces) yield* ofInterface(node, name, model);
    }
  },
};

const shared = (lag: string, owner: DesignedNode, at: Place): Problem => ({
  message: `the link aggregation ${lag} already belongs to node ${owner.name}`,
  advice: 'Each interface has one of its own: correct lag.name of one of them.',
  at,
});

interface Cable {
  readonly member: string;
  readonly attachment: AttachmentData;
}

function* ofInterface(node: DesignedNode, name: string, model: SiteModel): Iterable<Problem> {
  const data = node.data.interfaces?.[name];
  const link = data?.device_link === undefined ? undefined : model.links.get(data.device_link);
  if (!data || link === undefined || isLeftAlone(data) || isLeftAlone(link.data)) return;
  const members = data.slaves ?? [];
  const cables: Cable[] = [];
  for (const member of members) {
    const attachment = node.data.attachments?.[member];
    if (attachment !== undefined) cables.push({ member, attachment });
  }
  const [first, ...others] = cables;
  if (first === undefined) return;
  const warn = (member: string, message: string, advice: string): Problem => ({
    level: 'warning',
    message,
    advice,
    at: placeIn(node, 'attachments', member),
  });
  if (cables.length < members.length) {
    const missing = members.filter((member) => !cables.some((cable) => cable.member === member));
    yield warn(
      first.member,
      `${missing.join(', ')} of interface ${name} has no cable in the design, but ${first.member} has`,
      'Add its attachment: its switch port would be left as it is.',
    );
  }
  const mode = link.data.bonding?.mode ?? 'disabled';
  for (const { member, attachment } of cables) yield* fits(mode, attachment, (...words) => warn(member, ...words));
  if (mode !== '802.3ad') return;
  for (const { member, attachment } of others) {
    const difference = differs(first.attachment, attachment);
    if (difference === null) continue;
    yield warn(member, `${member} and ${first.member} are one bond, but ${difference}`, 'Make them one aggregation.');
  }
}

function* fits(
  mode: string,
  { lag }: AttachmentData,
  warn: (message: string, advice: string) => Problem,
): Iterable<Problem> {
  if (mode === '802.3ad' && lag === undefined) {
    yield warn('the bond speaks LACP, but the switch port is in no lag', 'Set lag, or another bonding.mode.');
  } else if (mode === '802.3ad' && lag?.mode === 'static') {
    yield warn('the bond speaks LACP, but the lag is static', 'Set lag.mode to lacp.');
  } else if (lag !== undefined && (mode === 'disabled' || mode === 'active-backup')) {
    yield warn(
      `the switch port is in a lag, but bonding of the link is ${mode}`,
      'Take lag away, or set bonding.mode to 802.3ad.',
    );
  } else if (lag !== undefined && mode !== '802.3ad' && lag.mode !== 'static') {
    yield warn(`the lag speaks LACP, but the bond is ${mode}`, 'Set lag.mode to static.');
  }
}

/** Why two cables cannot be one aggregation at their switches; null where they can. */
function differs(one: AttachmentData, other: AttachmentData): string | null {
  const [a, b] = [one.lag, other.lag];
  if (a === undefined || b === undefined) return null;
  if (one.switch !== other.switch) {
    return a.mlag_id !== undefined && a.mlag_id === b.mlag_id ? null : 'on two switches without the same mlag_id';
  }
  if (a.name !== b.name) return `in the lags ${a.name} and ${b.name} of one switch`;
  const same = (a.mode ?? 'lacp') === (b.mode ?? 'lacp') && a.rate === b.rate && a.fallback === b.fallback;
  return same ? null : `their lag ${a.name} is described in two ways`;
}
