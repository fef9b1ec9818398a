import type { OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import { again, done, risk, would, type ActionContext, type Command, type Driver, type Ended } from '@drydock/driver';
import { unknownNode } from '../unknown-node.js';
import { howToFind, instructions } from './instructions.js';

/** Nobody looks while nothing is confirmed: a confirmation has the action called at once. */
const longSeconds = 3600;

type ManualAction = keyof typeof instructions;

interface Asked<A extends ManualAction> {
  readonly action: A;
  readonly command: Command<ParametersOf<'oob', A>, OobTarget>;
  readonly context: ActionContext;
}

/** Says what to do, and waits until an operator confirms that it is done. */
async function byOperator<A extends ManualAction>(
  { action, command: { id, node, target, parameters }, context }: Asked<A>,
  result: ResultOf<'oob', A>,
): Promise<Ended<ResultOf<'oob', A>>> {
  const task = `${instructions[action](node, parameters)}${howToFind(target)}`;
  const isReset = action === 'PowerOffNode' || action === 'PowerCycleNode';
  if (context.dryRun) return would([task], isReset ? [risk('reset', 'the operating system of the node stops')] : []);
  // What is done is done, even when the action was stopped in the same moment.
  if (context.confirmation !== null) return done(result);
  context.signal.throwIfAborted();
  return again(longSeconds, `${task}. Then confirm: POST /api/v1/actions/${id}/confirm`);
}

/** Nodes without a BMC, or with one that nothing speaks to: an operator does it, and confirms. */
export const manualDriver: Driver<'oob'> = {
  service: 'oob',
  type: 'manual',
  description: 'nodes without a BMC: an operator is told what to do, and confirms it',
  settings: {
    type: 'object',
    required: ['address'],
    properties: {
      address: { type: 'string', description: 'the name of the node, or whatever tells it from the others' },
      options: {
        type: 'object',
        additionalProperties: false,
        properties: {
          where: { type: 'string', maxLength: 500, description: 'where the node is, for who has to go there' },
        },
      },
    },
  },
  traits: { confirmedByOperator: true },
  noops: {},
  actions: {
    ConfigNodePxe: (command, context) =>
      byOperator(
        { action: 'ConfigNodePxe', command, context },
        { mechanism: 'none-needed', interface: command.parameters.bootMac, changed: true, resetRequired: false },
      ),
    SetNodeBoot: (command, context) => {
      const { device, once = true, mode = null } = command.parameters;
      const result = { device, once, mode, changed: true, rearmed: false };
      return byOperator({ action: 'SetNodeBoot', command, context }, result);
    },
    PowerOffNode: (command, context) => {
      const { graceful = true } = command.parameters;
      const result = { power: 'off', changed: true, forced: !graceful } as const;
      return byOperator({ action: 'PowerOffNode', command, context }, result);
    },
    PowerOnNode: (command, context) =>
      byOperator({ action: 'PowerOnNode', command, context }, { power: 'on', changed: true }),
    PowerCycleNode: (command, context) =>
      byOperator({ action: 'PowerCycleNode', command, context }, { power: 'on', method: 'off-on' }),
    async InterrogateOob(_command, { dryRun, signal }) {
      signal.throwIfAborted();
      return dryRun ? would([]) : done(unknownNode);
    },
  },
  reach: async () => undefined,
  probe: async () => ({ facts: { ...unknownNode }, documents: [], bootMacCandidates: [] }),
};
