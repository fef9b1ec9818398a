import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import type { ActionContext, Driver, Ended } from '@drydock/driver';
import type { Rehearsal } from '@drydock/driver/testing';

interface Stage {
  readonly driver: Driver<'oob'>;
  readonly node: string;
  target(): OobTarget;
}

type Asked<A extends ActionName<'oob'>> = [
  action: A,
  parameters: ParametersOf<'oob', A>,
  /** What is otherwise than the target usually has it. */
  more?: Partial<OobTarget>,
];
type Act<A extends ActionName<'oob'>> = (context: ActionContext) => Promise<Ended<ResultOf<'oob', A>>>;

/** Actions of a driver at its target, each as a rehearsal takes it. */
export const actsOf =
  ({ driver, node, target }: Stage) =>
  <A extends ActionName<'oob'>>(...[action, parameters, more = {}]: Asked<A>): Act<A> => {
    const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node, target: { ...target(), ...more }, parameters };
    return (context) => driver.actions[action](command, context);
  };

/** Carries such actions out to their end. */
export const runsOf =
  (rehearsal: Rehearsal, act: ReturnType<typeof actsOf>) =>
  <A extends ActionName<'oob'>>(...asked: Asked<A>) =>
    rehearsal.run(act(...asked));
