import { bootAgent } from './boot-agent.steps.js';
import { anotherNode, probe, probeThen, readBmcFirst, unlessProtected } from './identify.steps.js';
import { closeEveryPort, openProvisioning } from './port.steps.js';
import { powerOff } from './power-off.steps.js';
import { ask, check, step, type Workflow } from './workflow.js';

const unlessUnknown = probeThen({
  finish: ({ facts }) => (facts.result(probe)?.known === false ? 'the bootstrapper knows nothing of it' : null),
});

export const destroyNodes: Workflow = {
  kind: 'destroy_nodes',
  holds: true,
  site: [],
  nodes: [
    unlessUnknown,
    readBmcFirst,
    check('see that it is the node that was designed', anotherNode),
    openProvisioning,
    ...bootAgent,
    step(
      'erase its disks',
      ask('node', 'DestroyNode').with(() => ({ erase: 'quick', eraseScope: 'designed' })),
      unlessProtected,
    ),
    powerOff,
    closeEveryPort,
  ],
};
