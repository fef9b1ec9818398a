import type {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  ApplyNodeStorageParameters,
  BootImage,
  Credential,
  DesignedLag,
  EffectiveLink,
  EffectiveNetwork,
  HardwareConfig,
  NetworkTarget,
  NodeTarget,
  OobTarget,
  PackageRepository,
  StorageLayout,
} from '@drydock/contracts';

/** The site design inherited, resolved and checked. Credentials in its targets are as they were written: seal them before keeping it. */
export interface EffectiveDesign {
  /** sha256 (hex) that changes with anything in this design but its secrets. */
  readonly digest: string;
  readonly site: EffectiveSite;
  readonly racks: Readonly<Record<string, EffectiveRack>>;
  readonly switches: Readonly<Record<string, EffectiveSwitch>>;
  readonly nodes: Readonly<Record<string, EffectiveNode>>;
}

export interface EffectiveSite {
  /** The Region's. */
  readonly name: string;
  /** For nodes that name none of their own. */
  readonly bootstrapper: NodeTarget | null;
  /** Those that nodes name for themselves, each once: they are prepared as the site's is. Left out where there are none. */
  readonly otherBootstrappers?: readonly OtherBootstrapper[];
  /** The network that nodes boot from while they are prepared and deployed. */
  readonly provisioningNetwork: string | null;
  readonly provisioningVlan: number | null;
  readonly networks: readonly EffectiveNetwork[];
  readonly links: readonly EffectiveLink[];
  /** Route domain → the CIDRs of its networks. */
  readonly routeDomains: Readonly<Record<string, readonly string[]>>;
  /** The different storage layouts of the nodes, each once; named after the host profile that has it, or by digest. */
  readonly layouts: readonly StorageLayout[];
  readonly images: readonly BootImage[];
  readonly repositories: readonly PackageRepository[];
  /** Repository → user name and password, of those that want one; null where none does. */
  readonly repositoryCredentials: Credential | null;
  /** SSH public keys for every node. */
  readonly authorizedKeys: readonly string[];
  readonly hardwareConfigs: readonly HardwareConfig[];
}

export interface OtherBootstrapper {
  /** Its address in the one spelling of addresses. */
  readonly name: string;
  /** As the first node that names it says. */
  readonly target: NodeTarget;
  /** What the site's bootstrapper gets of them, for this one. */
  readonly repositoryCredentials: Credential | null;
}

export interface EffectiveRack {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly location: Readonly<Record<string, string>>;
  readonly localNetworks: readonly string[];
}

/** A switch that a driver can reach; one that the design only names is left out. */
export interface EffectiveSwitch {
  readonly name: string;
  readonly rack: string;
  readonly target: NetworkTarget;
}

/** Where a node may load its operating system: UEFI or legacy BIOS. */
export type NodeBootMode = 'uefi' | 'legacy';

export interface EffectiveNode {
  readonly name: string;
  /** Fully qualified: the node's name and the domain of its primary network. */
  readonly hostname: string;
  readonly rack: string | null;
  readonly tags: readonly string[];
  /** The node's labels. */
  readonly ownerData: Readonly<Record<string, string>>;
  /**
   * sha256 (hex) of the canonical JSON of what a deployment puts on the node: host name, labels, hardware profile, image
   * with its checksum, networking, storage, platform, boot actions. A BMC that moves does not change it.
   */
  readonly digest: string;
  /** null for a node that never boots from the network. */
  readonly bootMac: string | null;
  /** Every MAC address that the design knows of the node, the boot MAC first. */
  readonly macs: readonly string[];
  readonly serialNumber?: string;
  readonly uuid?: string;
  readonly bootMode: NodeBootMode | null;
  /** Also the name of its entry in `hardwareConfigs`, where the profile configures hardware. */
  readonly hardwareProfile: string;
  /** Whether RAID volumes that are not as the profile says may be made anew, with the loss of what is on them. */
  readonly mayLoseRaidData: boolean;
  readonly oob: OobTarget;
  /** The BMC's credential once more, sealed for the node service, where the bootstrapper drives the BMC. Left out elsewhere, and before it is sealed. */
  readonly enrolmentCredential?: Credential;
  /** Its own, or the site's; null when neither names one, as in designs made for Drydock with MAAS (a warning). */
  readonly bootstrapper: NodeTarget | null;
  /** null when the design names none: then the node can be prepared, but not deployed. */
  readonly image: string | null;
  readonly attachments: readonly EffectiveAttachment[];
  readonly networking: ApplyNodeNetworkingParameters;
  readonly storage: ApplyNodeStorageParameters;
  readonly platform: ApplyNodePlatformParameters;
  readonly bootActions: readonly EffectiveBootAction[];
}

/** One cable: a member of one of the node's interfaces and the switch port it is plugged into. */
export interface EffectiveAttachment {
  /** The interface that the member belongs to; null for a member that only boots. */
  readonly interface: string | null;
  /** Device alias or kernel name. */
  readonly member: string;
  readonly switch: string;
  readonly port: string;
  /** Whether the node boots from the network through this member. */
  readonly boot: boolean;
  readonly lag: DesignedLag | null;
  /** VLANs that stay on the port whatever happens: a shared BMC's. */
  readonly keepVlans: readonly number[];
  readonly production: ProductionPort;
}

/** What the port carries once the node is deployed. */
export interface ProductionPort {
  readonly untaggedVlan: number | null;
  readonly taggedVlans: readonly number[];
  /** null where the design leaves it to the switch. */
  readonly mtu: number | null;
}

export interface EffectiveBootAction {
  readonly name: string;
  /** Whether the node reports how it ended. */
  readonly signaling: boolean;
}
