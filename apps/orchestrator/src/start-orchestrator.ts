import { startService, version, type RunningService } from '@drydock/service';
import type { OrchestratorEnvironment } from './config.js';
import { OrchestratorModule } from './orchestrator.module.js';
import { OrchestratorSettings } from './orchestrator.settings.js';
import {
  AnnouncementRow,
  DesignNodeRow,
  DesignRow,
  HoldRow,
  StepRow,
  TaskRow,
  WalkRow,
} from './persistence/entities.js';
import { AwaitedSteps1700000007000 } from './persistence/awaited-steps.migration.js';
import { StepLeases1700000005000 } from './persistence/leases.migration.js';
import { SealRenewal1700000007000 } from './persistence/seal-renewal.migration.js';
import { Orchestrator1700000002000 } from './persistence/orchestrator.migration.js';

/** Starts the orchestrator: designs, tasks, the engine, the public API. */
export async function startOrchestrator(environment: OrchestratorEnvironment): Promise<RunningService> {
  const designLimitBytes = environment.DRYDOCK_DESIGN_LIMIT * 1024 * 1024;
  return startService({
    name: 'orchestrator',
    version,
    environment,
    entities: [AnnouncementRow, DesignNodeRow, DesignRow, HoldRow, StepRow, TaskRow, WalkRow],
    migrations: [
      Orchestrator1700000002000,
      StepLeases1700000005000,
      AwaitedSteps1700000007000,
      SealRenewal1700000007000,
    ],
    module: OrchestratorModule.with(
      new OrchestratorSettings({
        designRoot: environment.DRYDOCK_DESIGN_ROOT,
        designLimitBytes,
        walksAtOnce: environment.DRYDOCK_WALKS_AT_ONCE,
      }),
    ),
    drivers: [],
    bodyLimit: `${designLimitBytes}b`,
    prepare: async (app) => {
      app.useBodyParser('text', {
        type: ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'],
        limit: designLimitBytes,
      });
      app.useBodyParser('raw', {
        type: ['application/x-tar', 'application/gzip', 'application/x-gzip'],
        limit: designLimitBytes,
      });
    },
  });
}
