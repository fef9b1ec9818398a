import type { ErasedDisk, HardwareConfig, HardwareItem } from '@drydock/contracts';

/** Bring the hardware to a profile. */
export interface ConfigureRequest {
  readonly kind: 'configure';
  readonly profile: HardwareConfig;
  readonly allowDataLoss: boolean;
}

/** Write the image and what makes it this node. Its secrets are kept apart (`DeploySecrets`). */
export interface DeployRequest {
  readonly kind: 'deploy';
  readonly digest: string;
  readonly hostname: string;
  readonly authorizedKeys: readonly string[];
  readonly bootDataUrl: string | null;
}

/** Make what is on the disks unreadable, and prove it; `none` only lets the node go. */
export interface EraseRequest {
  readonly kind: 'erase';
  readonly method: 'none' | 'quick' | 'full';
  readonly scope: 'designed' | 'all-local';
}

export type WorkRequest = ConfigureRequest | DeployRequest | EraseRequest;
export type WorkKind = WorkRequest['kind'];

/** The secret part of a deployment, sealed at rest. */
export interface DeploySecrets {
  readonly phoneHomeKey: string;
  readonly bootDataKey: string | null;
  readonly userData: string | null;
}

/** What came of work, as its result keeps it. */
export interface WorkResult {
  readonly items?: readonly HardwareItem[];
  readonly erased?: readonly ErasedDisk[];
}
