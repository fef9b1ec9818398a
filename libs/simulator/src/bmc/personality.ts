import { overrideTargets, type OverrideTarget } from '../node/boot-settings.js';
import type { ResetType } from '../node/simulated-node.js';

/** How a maker's BMC presents its node. What makers do differently is told here, as data. */
export interface Personality {
  readonly name: string;
  readonly redfishVersion: string;
  readonly systemId: string;
  readonly managerId: string;
  readonly chassisId: string;
  readonly resetTypes: readonly ResetType[];
  readonly overrideTargets: readonly OverrideTarget[];
  readonly overrideModes: readonly ('UEFI' | 'Legacy')[];
  /** Sessions that may be open at once. */
  readonly sessionLimit: number;
  readonly sessionTimeoutSeconds: number;
}

/** A BMC that does what the specification says, and no more. */
export const plainPersonality: Personality = {
  name: 'plain',
  redfishVersion: '1.18.0',
  systemId: '1',
  managerId: 'BMC',
  chassisId: '1U',
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
};
