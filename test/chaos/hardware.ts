import type { NodeCounters, SimulatedRacks } from '@drydock/simulator';

const provisioningVlan = 100;

/** What must not happen once more than in a quiet run: power, and what cannot be undone. */
export type Count = Readonly<
  Pick<
    NodeCounters,
    'resets' | 'powerOns' | 'powerOffs' | 'powerCycles' | 'restarts' | 'wentOff' | 'imagings' | 'erases'
  >
>;

/** What was done to each node, as the lab counted it. */
export const countsOf = ({ nodes }: SimulatedRacks): Record<string, Count> =>
  Object.fromEntries(
    [...nodes].map(([name, { node }]) => {
      const { resets, powerOns, powerOffs, powerCycles, restarts, wentOff, imagings, erases } = node.counters;
      return [name, { resets, powerOns, powerOffs, powerCycles, restarts, wentOff, imagings, erases }];
    }),
  );

/**
 * The counts, whoever switched a node off: one that has its image switches itself off, and who comes late finds it off already.
 * How often it went off is counted all the same.
 */
export const whoeverSwitchedOff = (counts: Readonly<Record<string, Count>>) =>
  Object.fromEntries(
    Object.entries(counts).map(([name, { powerOffs, resets, ...others }]) => [
      name,
      { ...others, otherResets: resets - powerOffs },
    ]),
  );

/** Switch ports that carry the provisioning network, tagged or not. */
export const portsInProvisioning = ({ switches }: SimulatedRacks): string[] =>
  [...switches].flatMap(([name, { switch: itsSwitch, ports }]) =>
    ports
      .filter(
        (port) =>
          itsSwitch.untaggedVlanOf(port) === provisioningVlan ||
          itsSwitch.taggedVlansOf(port).includes(provisioningVlan),
      )
      .map((port) => `${name} ${port}`),
  );
