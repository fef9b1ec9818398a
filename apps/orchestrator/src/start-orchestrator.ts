import type { IncomingMessage } from 'node:http';
import { startService, version, type RunningService } from '@drydock/service';
import type { OrchestratorEnvironment } from './config.js';
import { readAuthorities } from './designs/authorities.js';
import { OrchestratorModule } from './orchestrator.module.js';
import { OrchestratorSettings } from './orchestrator.settings.js';
import { AnnouncementRow, DesignRow, HoldRow, StepRow, TaskRow, WalkRow } from './persistence/entities.js';
import { migrations } from './persistence/migrations.js';
import { designTypes } from './rest/v2/design-bodies.js';
import { withEffectiveDesign } from './rest/v2/effective-api-document.js';

/** Starts the orchestrator: designs, tasks, the engine, the public API. */
export async function startOrchestrator(environment: OrchestratorEnvironment): Promise<RunningService> {
  const designLimitBytes = environment.DRYDOCK_DESIGN_LIMIT * 1024 * 1024;
  return startService({
    name: 'orchestrator',
    version,
    environment,
    entities: [AnnouncementRow, DesignRow, HoldRow, StepRow, TaskRow, WalkRow],
    migrations,
    module: OrchestratorModule.with(
      new OrchestratorSettings({
        designRoot: environment.DRYDOCK_DESIGN_ROOT,
        designAuthorities: await readAuthorities(environment.DRYDOCK_DESIGN_CA),
        designLimitBytes,
        eventDays: environment.DRYDOCK_EVENT_DAYS,
        walksAtOnce: environment.DRYDOCK_WALKS_AT_ONCE,
      }),
    ),
    drivers: [],
    bodyLimit: `${designLimitBytes}b`,
    api: { complete: withEffectiveDesign },
    prepare: async (app) => {
      // Taken as bytes, JSON too: parsing a large design here would hold everything else up.
      app.useBodyParser('raw', { type: isDesign, limit: designLimitBytes });
    },
  });
}

function isDesign({ url = '', headers }: IncomingMessage): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return /^\/api\/v2\/designs\/?(?:[?/]|$)/.test(url) && designTypes.includes(type.trim().toLowerCase());
}
