import { startNats, startPostgres, type LocalNats, type LocalPostgres } from '@drydock/local-servers';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepRunning, type Kept } from '../../apps/launcher/src/keep-running.js';
import { searchPath } from './config.js';

const cacheDirectory = join(import.meta.dirname, '../../.drydock/cache');

export interface ServersOptions {
  readonly data: string;
  readonly ports: { readonly nats: number; readonly postgres: number };
  readonly told: (name: string, what: string) => void;
  readonly logOf: (name: string) => (line: string) => void;
}

/** Postgres and nats-server, started again whenever they end. */
export interface Servers {
  readonly postgres: Kept<LocalPostgres>;
  readonly nats: Kept<LocalNats>;
  /** Kills nats-server and has it come back with nothing of what it held. */
  loseBrokerStore(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServers({ data, ports, told, logOf }: ServersOptions): Promise<Servers> {
  let storeIsLost = false;
  const directory = join(data, 'nats');
  const [postgres, nats] = await Promise.all([
    keepRunning({
      told: (what) => told('postgres', what),
      start: (signal) =>
        startPostgres({
          dataDirectory: join(data, 'postgres'),
          port: ports.postgres,
          signal,
          // A killed server loses nothing that it wrote; only a machine without power would.
          settings: { fsync: 'off', full_page_writes: 'off' },
          log: logOf('postgres'),
        }),
    }),
    keepRunning({
      told: (what) => told('nats', what),
      start: async (signal) => {
        if (storeIsLost) await rm(join(directory, 'streams'), { recursive: true, force: true });
        storeIsLost = false;
        return startNats({
          storeDirectory: directory,
          port: ports.nats,
          cacheDirectory,
          path: searchPath,
          signal,
          log: logOf('nats'),
        });
      },
    }),
  ]);
  return {
    postgres,
    nats,
    loseBrokerStore() {
      storeIsLost = true;
      return nats.current.kill();
    },
    async stop() {
      await nats.stop();
      await postgres.stop();
    },
  };
}
