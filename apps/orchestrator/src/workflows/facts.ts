import { findAction, parse, type ActionName, type ActionService, type ResultOf, type Shape } from '@drydock/contracts';

/** A step of the walk, as far as later steps are interested in it. */
export interface StepFact {
  readonly name: string;
  /** Which port, for steps that are done per port. */
  readonly item: string | null;
  readonly state: 'pending' | 'sent' | 'ended';
  readonly outcome: 'success' | 'skipped' | 'failure' | 'cancelled' | null;
  readonly result: unknown;
}

/** A step that asks for an action, as `Facts.result` takes it. */
export interface AskingStep<S extends ActionService, A extends ActionName<S>> {
  readonly name: string;
  readonly asks: { readonly service: S; readonly action: A };
}

/** What the steps before found out. */
export class Facts {
  constructor(private readonly steps: readonly StepFact[]) {}

  /** The result of the step; null when it was skipped, has not ended, or did nothing. */
  result<S extends ActionService, A extends ActionName<S>>(
    step: AskingStep<S, A>,
    item: string | null = null,
  ): ResultOf<S, A> | null {
    const found = this.steps.find((entry) => entry.name === step.name && entry.item === item);
    if (found?.outcome !== 'success') return null;
    return parsedOnce(resultShape(step.asks), found.result);
  }

  /** True when the step was sent: something may have come of it, whatever its outcome. */
  wasSent({ name }: { readonly name: string }): boolean {
    return this.steps.some((entry) => entry.name === name && entry.state !== 'pending' && entry.outcome !== 'skipped');
  }
}

/** What was read of a result before: walks look at the same ones again with every step. */
const parsedBefore = new WeakMap<object, unknown>();

function parsedOnce<T extends object>(shape: Shape<T>, result: unknown): T | null {
  if (typeof result !== 'object' || result === null) return null;
  const before = parsedBefore.get(result);
  if (before instanceof shape) return before;
  const parsed = parse(shape, result, 'ignore');
  if (!parsed.ok) return null;
  parsedBefore.set(result, parsed.value);
  return parsed.value;
}

const resultShape = <S extends ActionService, A extends ActionName<S>>({
  service,
  action,
}: AskingStep<S, A>['asks']) => {
  const shape: unknown = findAction(service, action)?.result;
  if (isResultShape<S, A>(shape)) return shape;
  throw new Error(`${action} has no result class.`);
};

/** The catalogue's own types say that this is so; the compiler cannot follow an index that far. */
const isResultShape = <S extends ActionService, A extends ActionName<S>>(
  value: unknown,
): value is Shape<ResultOf<S, A> & object> => typeof value === 'function';
