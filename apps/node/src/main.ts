import { startActionService } from '@drydock/actions';
import { runMain, version } from '@drydock/service';
import { readConfig } from './config.js';
import { nodeService } from './node-service.js';

await runMain(() => startActionService({ definition: nodeService, environment: readConfig(), version }));
