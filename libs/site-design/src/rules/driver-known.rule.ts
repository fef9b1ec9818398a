import { targetsOf } from './designed-targets.js';
import type { Rule } from './rule.js';

export const driverKnown: Rule = {
  id: 'DD3101',
  aliases: [],
  title: 'Drivers are loaded',
  judgedByAnnouncements: true,
  *check(model, announced) {
    if (Object.keys(announced).length === 0) return;
    for (const { service, type, place } of targetsOf(model)) {
      const drivers = announced[service];
      if (drivers === undefined || drivers.some((driver) => driver.type === type)) continue;
      yield {
        message: `the ${service} service has no driver "${type}"`,
        advice: `Choose one that it has (${drivers.map((driver) => driver.type).join(', ')}), or load that driver.`,
        at: place('type'),
      };
    }
  },
};
