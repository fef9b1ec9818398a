import type { StepAnswer } from '../../apps/orchestrator/src/rest/v2/task-answers.js';

const at = (time: string | null): number => (time === null ? Infinity : Date.parse(time));

/** Steps that were begun although one of the same walk had failed or been cancelled; what takes something back may. */
export const begunAfterEnd = (steps: readonly StepAnswer[]): string[] =>
  [...Map.groupBy(steps, ({ node }) => node)].flatMap(([node, walk]) => {
    const overAt = Math.min(...walk.filter(endsTheWalk).map(({ endedAt }) => at(endedAt)));
    return walk
      .filter(({ undo, startedAt }) => !undo && startedAt !== null && at(startedAt) > overAt)
      .map(({ name, startedAt }) => `${node ?? 'the site'}: ${name} at ${startedAt}`);
  });

const endsTheWalk = ({ undo, outcome }: StepAnswer): boolean =>
  !undo && (outcome === 'failure' || outcome === 'cancelled');
