import { runMain } from '@drydock/service';
import { readConfig } from './config.js';
import { startNode } from './start-node.js';

await runMain(() => startNode(readConfig()));
