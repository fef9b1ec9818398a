import type { ActionContext } from '@drydock/driver';
import { at, isObject } from '@drydock/redfish';

/** What is remembered of a target, and how. */
export type Memory = Pick<ActionContext, 'memory' | 'remember'>;

/** Remembers something more of a target. */
export const rememberToo = (context: Memory, more: object): Promise<void> =>
  context.remember({ ...(isObject(context.memory) && context.memory), ...more });

/** Whether settings of the BIOS were written, and the job that applies them was not asked for, as far as is known. */
export const owesBiosJob = (memory: unknown): boolean => at(memory, 'owesBiosJob') === true;
