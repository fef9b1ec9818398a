/** A VLAN with the names of its ports. Untagged ports are in `egress` too. */
export interface VlanState {
  name: string;
  egress: string[];
  untagged: string[];
  forbidden: string[];
}

export interface PortState {
  adminUp: boolean;
  alias: string;
  pvid: number;
}

/** What a switch keeps over a restart, as JSON: its ports by name and its VLANs by id. */
export interface SwitchState {
  ports: Record<string, PortState>;
  vlans: Record<string, VlanState>;
}

/** The ports that a VLAN starts with. */
export interface InitialVlan {
  readonly name?: string;
  readonly untagged?: readonly string[];
  readonly tagged?: readonly string[];
}

/** The default VLAN (IEEE 802.1Q): it is always there. */
export const defaultVlan = 1;

/** A switch as it is unpacked: every port up and untagged in VLAN 1, unless `initialVlans` says otherwise. */
export function freshState(
  ports: readonly string[],
  initialVlans: Readonly<Record<number, InitialVlan>> = { [defaultVlan]: { untagged: ports } },
): SwitchState {
  const vlans = { [defaultVlan]: { name: 'default' }, ...initialVlans };
  const pvidOf = (port: string): number => {
    const [id] = Object.entries(initialVlans).find(([, { untagged = [] }]) => untagged.includes(port)) ?? [];
    return id === undefined ? defaultVlan : Number(id);
  };
  return {
    ports: Object.fromEntries(ports.map((port) => [port, { adminUp: true, alias: '', pvid: pvidOf(port) }])),
    vlans: Object.fromEntries(Object.entries(vlans).map(([id, vlan]) => [id, vlanState(id, vlan)])),
  };
}

const vlanState = (id: string, { name = `VLAN${id}`, untagged = [], tagged = [] }: InitialVlan): VlanState => ({
  name,
  egress: [...untagged, ...tagged],
  untagged: [...untagged],
  forbidden: [],
});

/** The VLANs in the order of their ids. */
export const vlansOf = ({ vlans }: SwitchState): readonly { readonly id: number; readonly vlan: VlanState }[] =>
  Object.entries(vlans)
    .map(([id, vlan]) => ({ id: Number(id), vlan }))
    .sort((one, other) => one.id - other.id);

/** The ports of which anything differs between two states of one switch. */
export const portsThatDiffer = (before: SwitchState, after: SwitchState): string[] =>
  Object.keys(after.ports).filter((port) => aspectOf(before, port) !== aspectOf(after, port));

const aspectOf = (state: SwitchState, port: string): string =>
  JSON.stringify([
    state.ports[port],
    vlansOf(state).flatMap(({ id, vlan: { egress, untagged, forbidden } }) =>
      [egress, untagged, forbidden].map((ports, role) => (ports.includes(port) ? [id, role] : [])).flat(),
    ),
  ]);
