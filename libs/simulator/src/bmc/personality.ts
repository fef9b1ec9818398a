import { overrideTargets, type BootMode, type OverrideTarget } from '../node/boot-settings.js';
import type { ResetType } from '../node/simulated-node.js';
import { noDeviations, type Deviations } from './deviations.js';

/** What a BMC says of who made it and the node. */
export interface Maker {
  readonly vendor: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly bmcModel: string;
}

/** How a maker's BMC presents its node. What makers do differently is told here, as data. */
export interface Personality {
  readonly name: string;
  /** Null where it says what the node's hardware does. */
  readonly maker: Maker | null;
  readonly redfishVersion: string;
  readonly systemId: string;
  readonly managerId: string;
  readonly chassisId: string;
  /** Last part of the path of settings objects. */
  readonly settingsId: string;
  /** `Off` is what Cray calls a shutdown. */
  readonly resetTypes: readonly (ResetType | 'Off')[];
  readonly overrideTargets: readonly OverrideTarget[];
  readonly overrideModes: readonly BootMode[];
  /** Sessions that may be open at once. */
  readonly sessionLimit: number;
  readonly sessionTimeoutSeconds: number;
  readonly deviations: Deviations;
}

/** A BMC that does what the specification says, and no more. */
export const plainPersonality: Personality = {
  name: 'plain',
  maker: null,
  redfishVersion: '1.18.0',
  systemId: '1',
  managerId: 'BMC',
  chassisId: '1U',
  settingsId: 'Settings',
  resetTypes: [
    'On',
    'ForceOn',
    'ForceOff',
    'GracefulShutdown',
    'ForceRestart',
    'GracefulRestart',
    'PowerCycle',
    'PushPowerButton',
  ],
  overrideTargets,
  overrideModes: ['UEFI', 'Legacy'],
  sessionLimit: 32,
  sessionTimeoutSeconds: 1800,
  deviations: noDeviations,
};

/** The same BMC with single switches set otherwise. */
export const deviating = (personality: Personality, deviations: Partial<Deviations>): Personality => ({
  ...personality,
  deviations: { ...personality.deviations, ...deviations },
});
