import { describe, expect, it } from 'vitest';
import { inWords, planFrom } from './disturbances.js';

const whatHappens = (seed: number): string[] => planFrom(seed).map(({ disturbance }) => inWords(disturbance));

describe('a plan of disturbances', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFrom(7)).toEqual(planFrom(7));
    expect(whatHappens(7)).not.toEqual(whatHappens(8));
  });

  it.each([1, 2, 3, 4, 5])(
    'kills everything, empties the broker and cuts each service from both servers, with seed %i',
    (seed) => {
      const plan = planFrom(seed).map(({ disturbance }) => disturbance);
      const killed = plan.flatMap((each) => (each.kind === 'kill' ? [each.whom] : []));
      const cut = plan.flatMap((each) =>
        each.kind === 'cut' ? [`${each.whom[0]?.split('-')[0]} from ${each.from}`] : [],
      );
      expect(killed.sort()).toEqual(
        [
          'bootstrapper',
          'nats',
          ...['network', 'node', 'oob', 'orchestrator'].flatMap((service) => [`${service}-1`, `${service}-2`]),
          'postgres',
        ].sort(),
      );
      expect(cut.sort()).toEqual(
        [
          'bootstrapper from postgres',
          ...['network', 'node', 'oob', 'orchestrator'].flatMap((service) => [
            `${service} from nats`,
            `${service} from postgres`,
          ]),
        ].sort(),
      );
      expect(plan.filter(({ kind }) => kind === 'lose the broker store')).toHaveLength(1);
    },
  );
});
