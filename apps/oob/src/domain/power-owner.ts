import type { ActionRequest } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

const reservedForOwner = ['ConfigNodePxe', 'SetNodeBoot', 'PowerOffNode', 'PowerOnNode', 'PowerCycleNode'];

/** What is remembered of the BMC changes, or the action is refused. */
export interface Judgement {
  readonly facts?: Record<string, unknown>;
  readonly refusal?: DriverError;
}

/**
 * Power and boot device of a node have one owner. It is remembered per BMC for requests that leave it out; while it is
 * the bootstrapper, only a request that says so may interfere.
 */
export function judgePowerOwner(request: ActionRequest, facts: Readonly<Record<string, unknown>>): Judgement {
  const said = request.target['powerOwner'];
  const owner = said ?? facts['powerOwner'] ?? 'drydock';
  const changed = said !== undefined && said !== facts['powerOwner'] ? { facts: { ...facts, powerOwner: said } } : {};
  if (owner !== 'bootstrapper' || request.overridePowerOwner === true || !reservedForOwner.includes(request.action))
    return changed;
  const refusal = new DriverError('rejected', `the bootstrapper owns this node's power and boot device`, {
    evidence: [
      `powerOwner bootstrapper, ${said === undefined ? 'remembered from an earlier request' : 'as the request says'}`,
    ],
    advice:
      'Ask the bootstrapper, or send the action with overridePowerOwner: true if you know that it will not interfere.',
  });
  return { ...changed, refusal };
}
