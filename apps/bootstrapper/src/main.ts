import { runMain } from '@drydock/service';
import { readConfig } from './config.js';
import { startBootstrapper } from './start-bootstrapper.js';

await runMain(() => startBootstrapper(readConfig()));
