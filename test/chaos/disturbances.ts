import { Chance } from './chance.js';

export const services = ['orchestrator', 'oob', 'node', 'network'] as const;
export type Service = (typeof services)[number];
export const replicas = ['1', '2'] as const;
export type Replica = `${Service}-${(typeof replicas)[number]}`;
export type Program = Replica | 'bootstrapper';
export type Server = 'nats' | 'postgres';
/** Everything that can be killed. */
export type Process = Program | Server;

/** How a network comes back: as if nothing had been, with a reset, or without any memory of what was connected. */
export type ComesBack = 'resumed' | 'reset' | 'forgotten';

export type Disturbance =
  | { readonly kind: 'kill'; readonly whom: Process }
  | { readonly kind: 'lose the broker store' }
  | {
      readonly kind: 'cut';
      readonly whom: readonly Program[];
      readonly from: Server;
      readonly comesBack: ComesBack;
    };

export interface Planned {
  /** After the one before it began. */
  readonly afterSeconds: number;
  readonly disturbance: Disturbance;
}

export const cutSeconds = 20;

const replicasOf = (service: Service): Replica[] => replicas.map((replica) => `${service}-${replica}` as const);

/** Every disturbance there is, once: in an order, at distances and in ways that follow from the seed. */
export function planFrom(seed: number): readonly Planned[] {
  const chance = new Chance(seed);
  const kill = (whom: Process): Disturbance => ({ kind: 'kill', whom });
  const cut = (whom: readonly Program[], from: Server): Disturbance => ({
    kind: 'cut',
    whom,
    from,
    comesBack: chance.oneOf(['resumed', 'reset', 'forgotten']),
  });
  /** One replica, so that the other must take over, or both. */
  const some = (service: Service): Replica[] => {
    const [first, second] = chance.shuffled(replicasOf(service));
    return chance.next() < 0.5 && first ? [first] : [first, second].filter((one) => one !== undefined);
  };
  const all: Disturbance[] = [
    ...services.flatMap(replicasOf).map(kill),
    kill('bootstrapper'),
    kill('nats'),
    kill('postgres'),
    { kind: 'lose the broker store' },
    ...services.flatMap((service) => [cut(some(service), 'nats'), cut(some(service), 'postgres')]),
    cut(['bootstrapper'], 'postgres'),
  ];
  return chance
    .shuffled(all)
    .map((disturbance) => ({ afterSeconds: Math.round(chance.between(1.5, 4.5) * 10) / 10, disturbance }));
}

/** In words, for the log. */
export function inWords(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'kill':
      return `kill -9 ${disturbance.whom}`;
    case 'lose the broker store':
      return 'kill -9 nats, delete its store';
    case 'cut':
      return `cut ${disturbance.whom.join(' and ')} from ${disturbance.from} for ${cutSeconds} s, then ${disturbance.comesBack}`;
  }
}
