import type { PortFacts } from '@drydock/contracts';
import { actAsTold, fakeSettings, reachAsTold, type Driver } from '@drydock/driver';

/** What a fake switch says of a port: nothing that could be taken for a real one. */
const factsOf = (port: string): PortFacts => ({
  switch: 'fake',
  port,
  adminUp: true,
  operUp: null,
  speedMbps: null,
  mtu: null,
  mode: 'other',
  untaggedVlan: null,
  taggedVlans: [],
  pvid: null,
  stpEdge: null,
  lag: null,
  lldpNeighbour: null,
  macs: null,
});

/** A switch that is not there, for rehearsals and tests: every action succeeds, unless its options say otherwise. */
export const fakeDriver: Driver<'network'> = {
  service: 'network',
  type: 'fake',
  description: 'a switch that is not there; options say how it behaves',
  settings: fakeSettings,
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: (command, context) =>
      actAsTold(command, context, { ...factsOf(command.parameters.port), wiring: 'unknown' }),
    ConfigurePortProvisioning: (command, context) => {
      const { port, vlan } = command.parameters;
      const before = factsOf(port);
      return actAsTold(command, context, {
        changed: true,
        before,
        after: { ...before, mode: 'access', untaggedVlan: vlan, pvid: vlan },
      });
    },
    ConfigurePortProduction: (command, context) => {
      const { port, restore = false, untaggedVlan = null, taggedVlans = [] } = command.parameters;
      const before = factsOf(port);
      if (restore) return actAsTold(command, context, { changed: true, before, after: before });
      const mode = taggedVlans.length > 0 ? 'trunk' : untaggedVlan === null ? 'other' : 'access';
      const after: PortFacts = { ...before, mode, untaggedVlan, taggedVlans, pvid: untaggedVlan };
      return actAsTold(command, context, { changed: true, before, after });
    },
  },
  reach: reachAsTold,
  probe: async (target, signal) => {
    await reachAsTold(target, signal);
    return { facts: { sysName: 'fake', ports: [] }, documents: [] };
  },
};
