import type { RunAgent } from './boot-environment.js';

/** The switch port that an interface is plugged into. */
export interface PluggedPort {
  /** Nothing passes through a port that is switched off. */
  readonly adminUp: boolean;
  readonly untaggedVlan: number | null;
  readonly taggedVlans: readonly number[];
}

/** What is around a node: its cables, and the bootstrapper at the far end of one of its VLANs. */
export interface Surroundings {
  /** Null for an interface that is not plugged in. */
  readonly portOf: (mac: string) => PluggedPort | null;
  /** Calls back when a port of this node has changed, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
  /** Without a slash at its end. */
  readonly bootstrapperUrl: string;
  readonly provisioningVlan: number;
  readonly runAgent: RunAgent;
}

export const isProvisioning = ({ portOf, provisioningVlan }: Surroundings, mac: string): boolean => {
  const port = portOf(mac);
  return port !== null && port.adminUp && port.untaggedVlan === provisioningVlan;
};

/** Whether frames pass between an interface and its production VLAN; when that is not known, any but the provisioning one. */
export const isProduction = (
  { portOf, provisioningVlan }: Surroundings,
  mac: string,
  productionVlan: number | null,
): boolean => {
  const port = portOf(mac);
  if (port === null || !port.adminUp) return false;
  const vlans = [...(port.untaggedVlan === null ? [] : [port.untaggedVlan]), ...port.taggedVlans];
  return productionVlan === null
    ? port.untaggedVlan !== null && port.untaggedVlan !== provisioningVlan
    : vlans.includes(productionVlan);
};
