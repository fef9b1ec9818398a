import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stopLeftover } from './leftover.js';
import { findNatsServer } from './nats-program.js';
import { requireFree } from './ports.js';
import { secretIn, writePrivate } from './secret-file.js';
import { startServerProcess, type ServerProcess } from './server-process.js';
import { leash } from './unprivileged.js';

export interface NatsOptions {
  /** Configuration, password and streams; kept between runs, made when it is not there. */
  readonly storeDirectory: string;
  readonly port: number;
  /** Where a fetched nats-server is kept. */
  readonly cacheDirectory: string;
  /** The value of the variable PATH: where nats-server is looked for first. */
  readonly path?: string;
  /** Ends the start and, later, the server. */
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

export interface LocalNats extends ServerProcess {
  /** `nats://user:password@127.0.0.1:port`; the user may do everything. */
  readonly url: string;
}

/** Starts nats-server with JetStream on 127.0.0.1, closed by a password. Throws LocalServerError with one clear line. */
export async function startNats(options: NatsOptions): Promise<LocalNats> {
  const { port, signal, log } = options;
  const directory = resolve(options.storeDirectory);
  const program = await findNatsServer(options);
  const password = await secretIn(join(directory, 'secret'));
  const configuration = join(directory, 'nats.conf');
  const pidFile = join(directory, 'nats.pid');
  await stopLeftover({ pidFile, marker: configuration, stopSignal: 'SIGTERM' });
  await requireFree(port, 'NATS');
  await mkdir(join(directory, 'streams'), { recursive: true, mode: 0o700 });
  await writePrivate(configuration, configurationOf({ port, password, streams: join(directory, 'streams') }));
  const command = [...(await leash('SIGTERM')), program, '-c', configuration];
  const server = await startServerProcess({
    about: 'NATS',
    command: [command[0] ?? program, ...command.slice(1)],
    directory,
    ready: /Server is ready/,
    stopSignal: 'SIGTERM',
    signal,
    log,
  });
  await writeFile(pidFile, `${server.pid}\n`);
  return { ...server, url: `nats://drydock:${password}@127.0.0.1:${port}` };
}

/** Only what nats-server 2.9.10 knows. JSON strings are valid strings of its configuration. */
const configurationOf = ({ port, password, streams }: { port: number; password: string; streams: string }): string =>
  `server_name: drydock
listen: "127.0.0.1:${port}"
jetstream { store_dir: ${JSON.stringify(streams)} }
authorization { user: drydock, password: ${JSON.stringify(password)} }
`;
