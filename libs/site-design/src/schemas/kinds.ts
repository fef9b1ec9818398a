import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { baremetalNodeSchema, type BaremetalNodeData } from './baremetal-node.js';
import { bootActionSchema, type BootActionData } from './boot-action.js';
import { hardwareProfileSchema, type HardwareProfileData } from './hardware-profile.js';
import { hostProfileSchema, type HostProfileData } from './host-profile.js';
import { networkLinkSchema, type NetworkLinkData } from './network-link.js';
import { networkSchema, type NetworkData } from './network.js';
import { rackSchema, type RackData } from './rack.js';
import { regionSchema, type RegionData } from './region.js';

const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });

/** The kinds of document that Drydock reads, each with the check that its `data` is what it should be. */
export const kinds = {
  Region: ajv.compile<RegionData>(regionSchema),
  Rack: ajv.compile<RackData>(rackSchema),
  Network: ajv.compile<NetworkData>(networkSchema),
  NetworkLink: ajv.compile<NetworkLinkData>(networkLinkSchema),
  HardwareProfile: ajv.compile<HardwareProfileData>(hardwareProfileSchema),
  HostProfile: ajv.compile<HostProfileData>(hostProfileSchema),
  BaremetalNode: ajv.compile<BaremetalNodeData>(baremetalNodeSchema),
  BootAction: ajv.compile<BootActionData>(bootActionSchema),
} as const;

export type Kind = keyof typeof kinds;
export type DataOf<K extends Kind> = (typeof kinds)[K] extends ValidateFunction<infer T> ? T : never;

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text);
