import { startActionService } from '@drydock/actions';
import { runMain, version } from '@drydock/service';
import { readConfig } from './config.js';
import { oobService } from './oob-service.js';

await runMain(() => startActionService({ definition: oobService, environment: readConfig(), version }));
