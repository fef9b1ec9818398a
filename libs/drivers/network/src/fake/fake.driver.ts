import type { NetworkTarget, PortFacts } from '@drydock/contracts';
import { actAsTold, fakeSettings, reachAsTold, type Driver } from '@drydock/driver';

type Vlans = Pick<PortFacts, 'untaggedVlan' | 'taggedVlans'>;

/** The network driver without a switch: it answers as its options tell it, as if everything had worked. */
export const fakeDriver: Driver<'network'> = {
  service: 'network',
  type: 'fake',
  description: 'no switch at all: answers as its options say, for tests and rehearsals',
  settings: fakeSettings,
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: (command, context) =>
      actAsTold(command, context, {
        ...facts(command.target, command.parameters.port, isolated),
        wiring: 'unknown',
      }),

    ConfigurePortProvisioning: (command, context) => {
      const { port, vlan } = command.parameters;
      return actAsTold(command, context, {
        changed: true,
        before: facts(command.target, port, isolated),
        after: facts(command.target, port, { untaggedVlan: vlan, taggedVlans: [] }),
      });
    },

    ConfigurePortProduction: (command, context) => {
      const { port, untaggedVlan = null, taggedVlans = [] } = command.parameters;
      return actAsTold(command, context, {
        changed: true,
        before: facts(command.target, port, isolated),
        after: facts(command.target, port, { untaggedVlan, taggedVlans }),
      });
    },
  },
  reach: reachAsTold,
  probe: async (target, signal) => {
    await reachAsTold(target, signal);
    return { facts: { switch: target.address }, documents: [] };
  },
};

const isolated: Vlans = { untaggedVlan: null, taggedVlans: [] };

/** A port of which nothing is known but its VLANs. */
const facts = ({ address }: NetworkTarget, port: string, { untaggedVlan, taggedVlans }: Vlans): PortFacts => ({
  switch: address,
  port,
  adminUp: true,
  operUp: true,
  speedMbps: null,
  mtu: null,
  mode: taggedVlans.length > 0 ? 'trunk' : 'access',
  untaggedVlan,
  taggedVlans,
  pvid: untaggedVlan,
  stpEdge: null,
  lag: null,
  lldpNeighbour: null,
  macs: null,
});
