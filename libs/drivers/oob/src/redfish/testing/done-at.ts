import {
  catalogue,
  parse,
  type ActionName,
  type OobTarget,
  type ParametersOf,
  type ResultOf,
} from '@drydock/contracts';
import type { Rehearsal } from '@drydock/driver/testing';
import { redfishDriver } from '../redfish.driver.js';

/** An action of the redfish driver, of which done is expected. */
export interface Doing<A extends ActionName<'oob'>> {
  readonly action: A;
  readonly parameters: ParametersOf<'oob', A>;
  readonly target: OobTarget;
}

/** Answers the result of an action; rejects when it is not done, or its result is none of the contract. */
export async function doneAt<A extends ActionName<'oob'>>(
  rehearsal: Rehearsal,
  { action, parameters, target }: Doing<A>,
): Promise<ResultOf<'oob', A>> {
  const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'rack01-node01', target, parameters };
  const ended = await rehearsal.run((context) => redfishDriver.actions[action](command, context));
  if (ended.kind !== 'done') throw new Error(`${action} is not done, but ${ended.kind}`);
  const read = parse<object>(catalogue.oob[action].result, ended.result, 'refuse');
  if (!read.ok) throw new Error(`${action} answered what it must not: ${JSON.stringify(read.complaints)}`);
  return ended.result;
}
