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

export interface NodeDescription {
  readonly hardware: NodeHardware;
  readonly bmc: {
    readonly host: string;
    readonly credential: Credential;
    /** Default redfish. IPMI costs a process for each node (ipmi_sim), so it is for a few. */
    readonly protocol?: 'redfish' | 'ipmi';
  };
  /** Port of the rack's switch by the MAC of the interface that is plugged into it. */
  readonly cables: Readonly<Record<string, string>>;
}

/** A rack: its switch and its nodes, as somebody put them together. */
export interface RackDescription {
  readonly name: string;
  readonly switch: SwitchDescription;
  readonly nodes: readonly NodeDescription[];
}
