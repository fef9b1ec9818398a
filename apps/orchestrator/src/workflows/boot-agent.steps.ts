import type { BootOverride } from '@drydock/contracts';
import type { AboutNode } from './about.js';
import { agentIsAlive, identity, powerIsNotOurs, readBmc } from './identify.steps.js';
import { ask, step, type Refusal, type Step } from './workflow.js';

const onceFromNetwork = ({ node }: AboutNode): BootOverride => ({
  device: 'pxe',
  once: true,
  ...(node.bootMode && { mode: node.bootMode }),
});

const unlessNeeded = (about: AboutNode): string | null => powerIsNotOurs(about) ?? agentIsAlive(about);
const unlessResetNeeded = (about: AboutNode): string | null =>
  unlessNeeded(about) ??
  (about.facts.result(chooseInterface)?.resetRequired ? null : 'it takes effect without a restart');
const isOn = ({ facts }: AboutNode): boolean => facts.result(readBmc)?.power === 'on';

const configurePxe = ask('oob', 'ConfigNodePxe').with(({ node }) => ({ bootMac: node.bootMac ?? '' }));
const cycle = ask('oob', 'PowerCycleNode').with((about) => ({ boot: onceFromNetwork(about) }));

const expectNode = step(
  'let the bootstrapper expect the node',
  ask('node', 'IdentifyNode').with((about) => ({ mode: 'probe', expect: true, ...identity(about) })),
  { skip: agentIsAlive },
);

const chooseInterface = step('choose the interface that it boots from', configurePxe, {
  skip: unlessNeeded,
  tolerates: ['unsupported'],
});
const restartForChoice = step('restart it, so that the choice takes effect', cycle, { skip: unlessResetNeeded });
const confirmChoice = step('see that the choice has taken effect', configurePxe, {
  skip: unlessResetNeeded,
  refuse: ({ facts }): Refusal | null =>
    facts.result(confirmChoice)?.resetRequired
      ? {
          message: 'the BMC did not take the choice of the boot interface',
          advice: 'Look at the boot settings in the BMC.',
        }
      : null,
});

const bootOnce = step('boot from the network, once', ask('oob', 'SetNodeBoot').with(onceFromNetwork), {
  skip: unlessNeeded,
});
export const restart = step('restart it', cycle, {
  skip: (about) => unlessNeeded(about) ?? (isOn(about) ? null : 'it is powered off'),
});
export const powerOn = step(
  'power it on',
  ask('oob', 'PowerOnNode').with((about) => ({ boot: onceFromNetwork(about) })),
  { skip: (about) => unlessNeeded(about) ?? (isOn(about) ? 'it was restarted instead' : null) },
);

const waitForAgent = step(
  'wait for the agent',
  ask('node', 'IdentifyNode').with((about) => ({ mode: 'wait', ...identity(about) })),
  { skip: agentIsAlive },
);

/** From whatever the node is doing to the bootstrapper's agent running on it. */
export const bootAgent: readonly Step[] = [
  expectNode,
  chooseInterface,
  restartForChoice,
  confirmChoice,
  bootOnce,
  restart,
  powerOn,
  waitForAgent,
];
