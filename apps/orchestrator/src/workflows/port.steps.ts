import type { ConfigurePortProductionParameters, LagMode } from '@drydock/contracts';
import type { EffectiveAttachment } from '@drydock/site-design';
import type { AboutPort } from './about.js';
import { powerOn, restart } from './boot-agent.steps.js';
import { ask, portStep } from './workflow.js';

const provisioningVlan = ({ site }: AboutPort): number => {
  if (site.provisioningVlan === null) throw new Error('The design names no provisioning network.');
  return site.provisioningVlan;
};

/** The network service isolates the port by itself when the engine does not renew within this time. */
export const provisioningLeaseSeconds = 600;

/** Without any VLAN a node reaches nobody. */
const isolated = ({ port, node }: AboutPort): ConfigurePortProductionParameters => ({
  port: port.port,
  untaggedVlan: null,
  taggedVlans: [],
  keepVlans: [...port.keepVlans],
  description: `${node.name} isolated`,
});

const wasStarted = ({ facts }: AboutPort): boolean => [powerOn, restart].some((start) => facts.wasSent(start));

/** As it was before, while the node was not started; after that what runs on it must not appear on anybody's network. */
const takenBack = (about: AboutPort): ConfigurePortProductionParameters =>
  wasStarted(about) ? isolated(about) : { port: about.port.port, restore: true };

/** A node that boots from the network does not speak LACP: without a fallback its port has to leave the LAG meanwhile. */
const lagMode = ({ lag }: EffectiveAttachment): LagMode => {
  if (lag === null) return 'none';
  return lag.fallback === 'none' ? 'detach' : 'leave-with-fallback';
};

export const openProvisioning = portStep(
  { name: 'put its boot port into the provisioning network', on: 'boot port' },
  ask('network', 'ConfigurePortProvisioning').withPort((about) => ({
    port: about.port.port,
    vlan: provisioningVlan(about),
    lagMode: lagMode(about.port),
    keepVlans: [...about.port.keepVlans],
    leaseSeconds: provisioningLeaseSeconds,
    description: `${about.node.name} provisioning`,
  })),
  {
    skip: ({ site }) => (site.provisioningVlan === null ? 'the design names no provisioning network' : null),
    undo: {
      name: 'take its boot port out of the provisioning network',
      does: ask('network', 'ConfigurePortProduction').withPort(takenBack),
    },
  },
);

export const openProduction = portStep(
  { name: 'give its port the production networks', on: 'every port' },
  ask('network', 'ConfigurePortProduction').withPort(({ port, node }) => ({
    port: port.port,
    untaggedVlan: port.production.untaggedVlan,
    taggedVlans: [...port.production.taggedVlans],
    ...(port.lag && { lag: port.lag }),
    ...(port.production.mtu !== null && { mtu: port.production.mtu }),
    keepVlans: [...port.keepVlans],
    description: `${node.name} ${port.interface ?? port.member}`,
  })),
  {
    undo: {
      name: 'take its port out of the production networks',
      does: ask('network', 'ConfigurePortProduction').withPort(isolated),
    },
  },
);

export const closeBootPort = portStep(
  { name: 'isolate its boot port', on: 'boot port' },
  ask('network', 'ConfigurePortProduction').withPort(isolated),
);

export const closeEveryPort = portStep(
  { name: 'isolate its ports', on: 'every port' },
  ask('network', 'ConfigurePortProduction').withPort(isolated),
);
