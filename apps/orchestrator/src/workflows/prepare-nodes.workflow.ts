import { bootAgent } from './boot-agent.steps.js';
import { anotherNode, probe, probeThen, readBmcFirst, runsForSomebodyElse, unlessProtected } from './identify.steps.js';
import { closeBootPort, openProvisioning } from './port.steps.js';
import { powerOff } from './power-off.steps.js';
import { ask, check, step, type Workflow } from './workflow.js';

const leaveDeployedAlone = probeThen({
  finish: ({ facts }) => (facts.result(probe)?.deployed ? 'it is deployed: nothing to prepare' : null),
});

export const prepareNodes: Workflow = {
  kind: 'prepare_nodes',
  holds: true,
  site: [],
  nodes: [
    leaveDeployedAlone,
    readBmcFirst,
    check('see that it is the node that was designed', anotherNode),
    check('see that nobody else uses it', runsForSomebodyElse),
    openProvisioning,
    ...bootAgent,
    step(
      'configure its hardware',
      ask('node', 'ConfigureHardware').with(({ node }) => ({
        profile: node.hardwareProfile,
        allowDataLoss: node.mayLoseRaidData,
      })),
      unlessProtected,
    ),
    step(
      'read what hardware there is',
      ask('node', 'InterrogateNode').with(() => ({})),
    ),
    powerOff,
    closeBootPort,
  ],
};
