import { runMain } from '@drydock/service';
import { readConfig } from './config.js';
import { startOob } from './start-oob.js';

await runMain(() => startOob(readConfig()));
