import type { DeployNodeParameters } from '@drydock/contracts';
import type { AboutNode } from './about.js';
import { bootAgent } from './boot-agent.steps.js';
import {
  anotherNode,
  powerIsNotOurs,
  probe,
  probeThen,
  readBmcFirst,
  runsForSomebodyElse,
  unlessProtected,
} from './identify.steps.js';
import { openProduction, openProvisioning } from './port.steps.js';
import { powerOff } from './power-off.steps.js';
import { ask, check, step, type Refusal, type Workflow } from './workflow.js';

const deployment = ({ node, site, options, walkId }: AboutNode): Omit<DeployNodeParameters, 'until'> => ({
  deploymentId: walkId,
  digest: node.digest,
  redeploy: options.redeploy,
  hostname: node.hostname,
  authorizedKeys: [...site.authorizedKeys],
});

/** A protected node is left alone by the next step. */
const deployedOtherwise = ({ node, facts, options, protection }: AboutNode): Refusal | null => {
  const deployed = facts.result(probe)?.deployed;
  if (!deployed || deployed.digest === node.digest || options.redeploy || protection !== null) return null;
  return {
    message: 'it is deployed with another design',
    evidence: [`deployed ${deployed.digest.slice(0, 12)}`, `designed ${node.digest.slice(0, 12)}`],
    advice: 'Ask for the task with redeploy if everything on it may be replaced.',
  };
};

const leaveDeployedAlone = probeThen({
  finish: ({ node, facts, options }) =>
    facts.result(probe)?.deployed?.digest === node.digest && !options.redeploy
      ? 'it is deployed with this design already'
      : null,
  refuse: deployedOtherwise,
});

const hasImage = ({ node }: AboutNode): Refusal | null =>
  node.image === null
    ? { message: 'the design names no image for it', advice: 'Set platform.image in its host profile.' }
    : null;

export const deployNodes: Workflow = {
  kind: 'deploy_nodes',
  holds: true,
  site: [],
  nodes: [
    leaveDeployedAlone,
    readBmcFirst,
    check('see what is to be deployed', hasImage),
    check('see that it is the node that was designed', anotherNode),
    check('see that nobody else uses it', runsForSomebodyElse),
    openProvisioning,
    ...bootAgent,
    step(
      'say how its networks shall be',
      ask('node', 'ApplyNodeNetworking').with(({ node }) => node.networking),
    ),
    step(
      'say how its disks shall be',
      ask('node', 'ApplyNodeStorage').with(({ node }) => node.storage),
    ),
    step(
      'say which image and kernel',
      ask('node', 'ApplyNodePlatform').with(({ node }) => node.platform),
    ),
    step(
      'write the image',
      ask('node', 'DeployNode').with((about) => ({ ...deployment(about), until: 'installed' })),
      unlessProtected,
    ),
    powerOff,
    openProduction,
    step(
      'boot from its disk from now on',
      ask('oob', 'SetNodeBoot').with(({ node }) => ({
        device: 'disk',
        once: false,
        ...(node.bootMode && { mode: node.bootMode }),
      })),
      { skip: powerIsNotOurs },
    ),
    step(
      'start its operating system',
      ask('oob', 'PowerOnNode').with(() => ({})),
      { skip: powerIsNotOurs },
    ),
    step(
      'wait until it reports from its production network',
      ask('node', 'DeployNode').with((about) => ({ ...deployment(about), until: 'deployed' })),
    ),
  ],
};
