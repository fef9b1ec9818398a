import { runMain } from '@drydock/service';
import { readConfig } from './config.js';
import { startOrchestrator } from './start-orchestrator.js';

await runMain(() => startOrchestrator(readConfig()));
