import type { ConfigNodePxeParameters, ConfigNodePxeResult } from '@drydock/contracts';
import type { Bmc } from './bmc.js';
import type { BootOption } from './boot-options.js';
import type { BootState } from './boot-state.js';
import type { FoundInterface } from './interfaces.js';
import type { Memory } from './memory.js';

/** What is known of a node whose PXE interface is to be chosen. */
export interface PxeScene {
  readonly bmc: Bmc;
  readonly context: Memory;
  readonly wanted: ConfigNodePxeParameters;
  readonly boot: BootState;
  readonly options: readonly BootOption[];
  readonly interfaces: readonly FoundInterface[];
}

/** One way to choose it, ready to be gone. */
export interface PxePlan {
  /** What it would write, in words. */
  readonly would: readonly string[];
  /** Writes it and reads it back. */
  readonly carryOut: () => Promise<ConfigNodePxeResult>;
}

/** Looks whether a BMC has this way; null where it has not, or not for this interface. */
export type PxeMechanism = (scene: PxeScene) => Promise<PxePlan | null>;

/** The BMC's name for the interface with a MAC. */
export const nameOf = ({ interfaces }: PxeScene, mac: string): string | null =>
  interfaces.find((one) => one.mac === mac)?.name ?? null;

export const protocolOf = ({ protocol, ipVersion, vlan }: ConfigNodePxeParameters) => ({
  protocol: protocol ?? 'pxe',
  ipVersion: ipVersion ?? 4,
  vlan: vlan ?? null,
});
