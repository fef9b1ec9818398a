import { startActionService } from '@drydock/actions';
import { runMain, version } from '@drydock/service';
import { readConfig } from './config.js';
import { networkService } from './network-service.js';

await runMain(() => startActionService({ definition: networkService, environment: readConfig(), version }));
