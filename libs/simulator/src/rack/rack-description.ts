import type { Deviations } from '../bmc/deviations.js';
import type { PersonalityName } from '../bmc/personalities/personalities.js';
import type { Credential } from '../bmc/sessions.js';
import type { NodeHardware } from '../node/hardware.js';
import type { InitialVlan } from '../switch/switch-state.js';

export interface SwitchDescription {
  readonly name: string;
  /** The address on which it answers SNMP. */
  readonly host: string;
  readonly ports: readonly string[];
  readonly readCommunity: string;
  readonly writeCommunity: string;
  readonly initialVlans?: Readonly<Record<number, InitialVlan>>;
}

export interface BmcDescription {
  readonly host: string;
  readonly credential: Credential;
  /** Default redfish. IPMI costs a process for each node (ipmi_sim), so it is for a few, and knows no personalities. */
  readonly protocol?: 'redfish' | 'ipmi';
  /** Whose BMC it is like; without it, a plain one. */
  readonly personality?: PersonalityName;
  /** Single switches that are set otherwise than the personality has them. */
  readonly deviations?: Partial<Deviations>;
}

export interface NodeDescription {
  readonly hardware: NodeHardware;
  readonly bmc: BmcDescription;
  /** Port of the rack's switch by the MAC of the interface that is plugged into it. */
  readonly cables: Readonly<Record<string, string>>;
}

/** A rack: its switch and its nodes, as somebody put them together. */
export interface RackDescription {
  readonly name: string;
  readonly switch: SwitchDescription;
  readonly nodes: readonly NodeDescription[];
}
