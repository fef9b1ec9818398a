import type { BondingData } from '../schemas/network-link.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

const options = ['hash', 'peer_rate', 'mon_rate', 'up_delay', 'down_delay'] as const;
const delays = ['up_delay', 'down_delay'] as const;
const lacpOnly = ['hash', 'peer_rate'] as const;

export const bonding: Rule = {
  id: 'DD1006',
  aliases: [],
  title: 'Bond options',
  *check(model) {
    for (const link of model.links.values()) {
      const bond: BondingData = link.data.bonding ?? {};
      const mode = bond.mode ?? 'disabled';
      if (mode === 'disabled') {
        for (const option of options.filter((each) => bond[each] !== undefined)) {
          yield {
            level: 'warning',
            message: `${option} does nothing while bonding is disabled`,
            advice: 'Remove it, or set bonding.mode.',
            at: placeIn(link, 'bonding', option),
          };
        }
      } else if (mode === '802.3ad') {
        for (const delay of delays) {
          const [wanted, monitored] = [bond[delay] ?? 200, bond.mon_rate ?? 100];
          if (wanted >= monitored) continue;
          yield {
            message: `${delay} (${wanted} ms) is shorter than mon_rate (${monitored} ms), so it cannot be kept`,
            advice: 'Raise it, or lower mon_rate.',
            at: placeIn(link, 'bonding', delay),
          };
        }
      } else {
        for (const option of lacpOnly.filter((each) => bond[each] !== undefined)) {
          yield {
            // Drydock looked for it under a mode that it does not know, so there are sites that have it.
            ...(mode === 'balance-rr' && { level: 'warning' }),
            message: `${option} belongs to 802.3ad; this bond is ${mode}`,
            advice: 'Remove it.',
            at: placeIn(link, 'bonding', option),
          };
        }
      }
    }
  },
};
