import type {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  EffectiveNetwork,
  EffectiveStorage,
} from '@drydock/contracts';
import type { ConfigFile } from './repository-files.js';

/** What the installed system finds beside its image: everything that makes it this node. */
export interface ConfigDrive {
  readonly hostname: string;
  readonly authorizedKeys: readonly string[];
  readonly networking: ApplyNodeNetworkingParameters;
  readonly storage: EffectiveStorage;
  readonly platform: Omit<ApplyNodePlatformParameters, 'image'>;
  /** The VLAN that the node's default traffic is in; null when the design tells none. */
  readonly productionVlan: number | null;
  /** Where to say, once, that it has started. */
  readonly phoneHome: { readonly url: string; readonly key: string };
  readonly bootData: { readonly url: string; readonly key: string } | null;
  readonly userData: string | null;
  /** Written as they are before the system's first start: the site's package repositories. */
  readonly files: readonly ConfigFile[];
}

/** The VLAN of the node's primary network, or else of its first untagged one. */
export function productionVlan(
  networking: ApplyNodeNetworkingParameters,
  networks: readonly Pick<EffectiveNetwork, 'name' | 'vlan'>[],
): number | null {
  const untagged = networking.interfaces.find((candidate) => candidate.untaggedNetwork)?.untaggedNetwork;
  const name = networking.primaryNetwork ?? untagged;
  const address = networking.addressing.find(({ network }) => network === name);
  return networks.find((network) => network.name === name)?.vlan ?? address?.vlan ?? null;
}
