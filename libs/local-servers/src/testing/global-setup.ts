import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findNatsServer } from '../nats-program.js';
import { freePortBlock } from '../ports.js';
import { startPostgres } from '../postgres.js';
import { searchPath } from './config.js';
import './provided.js';

/** Vitest calls this once a run: one Postgres for all specs, and nats-server fetched if it must be. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-test-'));
  const cacheDirectory = resolve(import.meta.dirname, '../../../../.drydock/cache');
  const [postgres] = await Promise.all([
    startPostgres({
      dataDirectory: join(directory, 'postgres'),
      port: await freePortBlock(),
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    }),
    findNatsServer({ cacheDirectory, path: searchPath }),
  ]);
  project.provide('drydockServers', { postgresUrl: postgres.url, cacheDirectory });
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
