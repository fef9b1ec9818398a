import { portName, type AboutPort } from './about.js';
import { anotherNode, readBmc } from './identify.steps.js';
import { seeBootMedia } from './prepare-site.workflow.js';
import { ask, canReach, check, portStep, reachStep, type Refusal, type Workflow } from './workflow.js';

export const verifySite: Workflow = {
  kind: 'verify_site',
  holds: false,
  site: [reachStep('reach the bootstrapper', 'site', canReach('node')), seeBootMedia],
  nodes: [
    reachStep('reach its BMC', 'node', canReach('oob')),
    reachStep('reach its switch', 'every port', canReach('network')),
  ],
};

const readPort = portStep(
  { name: 'read its switch port', on: 'every port' },
  ask('network', 'InterrogatePort').withPort(({ port, node }) => ({ port: port.port, expected: [...node.macs] })),
  { refuse: (about) => miswired(about) },
);

function miswired(about: AboutPort): Refusal | null {
  const { port, facts } = about;
  const found = facts.result(readPort, portName(port));
  if (found?.wiring !== 'miswired') return null;
  const neighbour = found.lldpNeighbour;
  return {
    message: `the cable in ${port.port} of ${port.switch} leads to another node`,
    evidence: [
      `expected ${about.node.macs.join(', ')}`,
      `LLDP neighbour ${neighbour ? `${neighbour.chassisId} ${neighbour.portId ?? ''}` : 'unknown'}`,
      `MACs seen: ${found.macs?.join(', ') ?? 'unknown'}`,
    ],
    advice: 'Plug the cable in where the design says, or correct the attachments of the node in the design.',
  };
}

export const verifyNodes: Workflow = {
  kind: 'verify_nodes',
  holds: false,
  site: [],
  nodes: [readBmc, check('see that it is the node that was designed', anotherNode), readPort],
};
