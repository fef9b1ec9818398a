import type { AboutNode } from './about.js';
import { powerIsNotOurs } from './identify.steps.js';
import { ask, step } from './workflow.js';

/** Where a BMC shares the node's network interface, nobody could power the node on again. */
const mustStayOn = ({ node }: AboutNode): string | null =>
  node.oob.powerOff === 'never' ? 'the design says that its BMC would go off with it' : null;

export const powerOff = step(
  'power it off',
  ask('oob', 'PowerOffNode').with(() => ({})),
  { skip: (about) => powerIsNotOurs(about) ?? mustStayOn(about) },
);
