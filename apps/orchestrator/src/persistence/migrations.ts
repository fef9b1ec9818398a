import { AwaitedActions1764176400000 } from './awaited-actions.migration.js';
import { AwaitedSteps1700000007000 } from './awaited-steps.migration.js';
import { CredentialFingerprints1700000013000 } from './credential-fingerprints.migration.js';
import { EventsTogether1764177000000 } from './events-together.migration.js';
import { StepLeases1700000005000 } from './leases.migration.js';
import { OpenWalks1764280000000 } from './open-walks.migration.js';
import { Orchestrator1700000002000 } from './orchestrator.migration.js';
import { ProgressRevision1700000011000 } from './progress-revision.migration.js';
import { Rollouts1764290000000 } from './rollouts.migration.js';
import { SealRenewal1700000007000 } from './seal-renewal.migration.js';
import { WalksUnchecked1764177600000 } from './walks-unchecked.migration.js';

/** Oldest first. */
export const migrations = [
  Orchestrator1700000002000,
  StepLeases1700000005000,
  AwaitedSteps1700000007000,
  SealRenewal1700000007000,
  ProgressRevision1700000011000,
  CredentialFingerprints1700000013000,
  AwaitedActions1764176400000,
  EventsTogether1764177000000,
  WalksUnchecked1764177600000,
  OpenWalks1764280000000,
  Rollouts1764290000000,
];
