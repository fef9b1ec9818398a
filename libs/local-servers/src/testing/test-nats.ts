import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startNats } from '../nats.js';
import { freePortBlock } from '../ports.js';
import { searchPath } from './config.js';
import './provided.js';

export interface TestNats {
  readonly url: string;
  /** Where it keeps its streams. */
  readonly directory: string;
  /** Ends it and removes its streams. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; the streams stay on disk. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with the streams it had (or none, when `wipe` is asked for). */
  restart(streams?: 'kept' | 'wiped'): Promise<void>;
}

/** A nats-server of its own for one suite, on a free port, with JetStream on disk. */
export async function startTestNats(): Promise<TestNats> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-nats-'));
  const port = await freePortBlock();
  const { cacheDirectory } = inject('drydockServers');
  const start = () => startNats({ storeDirectory: directory, port, cacheDirectory, path: searchPath });
  let server = await start();
  return {
    url: server.url,
    directory,
    kill: () => server.kill(),
    async restart(streams = 'kept') {
      await server.stop();
      if (streams === 'wiped') await rm(join(directory, 'streams'), { recursive: true, force: true });
      server = await start();
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
