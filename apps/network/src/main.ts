import { runMain } from '@drydock/service';
import { readConfig } from './config.js';
import { startNetwork } from './start-network.js';

await runMain(() => startNetwork(readConfig()));
