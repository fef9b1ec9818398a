import type { RequestInit, Response } from 'undici';

/** What was written onto a disk: which image, and the config drive that the installed system reads. */
export interface DiskContent {
  readonly imageSha256: string;
  readonly configDrive: Readonly<Record<string, unknown>>;
}

/** A disk of a node. Its content survives everything but being written or erased, and both are counted. */
export interface SimulatedDisk {
  readonly name: string;
  readonly serial: string;
  readonly wwn: string;
  readonly sizeBytes: number;
  readonly rotational: boolean;
  readonly content: DiskContent | null;
  write(content: DiskContent): void;
  erase(): void;
}

/** The hardware as what boots on it sees it. */
export interface BootedHardware {
  readonly macs: readonly { readonly name: string; readonly mac: string }[];
  readonly serialNumber: string;
  readonly systemUuid: string;
  readonly cpuCount: number;
  readonly memoryMiB: number;
  readonly disks: readonly SimulatedDisk[];
}

/** What the kernel command line of the agent says. */
export interface AgentBoot {
  /** `drydock.url`: the bootstrapper, without a slash at its end. */
  readonly url: string;
  /** `drydock.token` */
  readonly token: string;
  /** The MAC address of the interface that it was booted from, in lower case with colons. */
  readonly bootMac: string;
}

export type NodeFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The time between power on and power off, for what runs on the node. */
export interface NodeLife {
  /** Aborted when the node is switched off or reset; everything that runs on it must end then. */
  readonly signal: AbortSignal;
  /** Whether the cable it was booted from reaches the provisioning network just now. */
  reachable(): boolean;
  /** Waits so many simulated milliseconds; rejects when the life ends. */
  pause(milliseconds: number): Promise<void>;
  /**
   * The node's network: fails with a cause whose `code` is ECONNREFUSED while the bootstrapper cannot be reached, also
   * for requests under way, and when the life ends.
   */
  readonly fetch: NodeFetch;
}

export type AgentEnd = 'reboot' | 'power-off';

/** The in-memory system that a bootstrapper boots on a node. Rejects when its life ends. */
export type RunAgent = (hardware: BootedHardware, boot: AgentBoot, life: NodeLife) => Promise<AgentEnd>;
