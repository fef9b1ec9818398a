import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from 'nats';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startNats, type LocalNats } from './nats.js';
import { findNatsServer } from './nats-program.js';
import { freePortBlock } from './ports.js';
import { searchPath } from './testing/config.js';
import './testing/provided.js';

const streamNames = async (url: string): Promise<string[]> => {
  const { username, password, host } = new URL(url);
  const connection = await connect({ servers: host, user: username, pass: password, timeout: 5_000 });
  const streams = await (await jetstreamManager(connection)).streams.list().next();
  await connection.close();
  return streams.map(({ config }) => config.name);
};

const { cacheDirectory } = inject('drydockServers');

describe('a local NATS', () => {
  let directory: string;
  let port: number;
  let nats: LocalNats;
  const start = () => startNats({ storeDirectory: directory, port, cacheDirectory, path: searchPath });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drydock-nats-spec-'));
    port = await freePortBlock();
    nats = await start();
  });
  afterAll(async () => {
    await nats.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('keeps its streams over kill -9', async () => {
    const { username, password, host } = new URL(nats.url);
    const connection = await connect({ servers: host, user: username, pass: password });
    await (await jetstreamManager(connection)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await connection.close();
    await nats.kill();
    nats = await start();
    expect(await streamNames(nats.url)).toEqual(['KEPT']);
  });

  it('lets nobody in without the password', async () => {
    await expect(connect({ servers: `127.0.0.1:${port}`, reconnect: false })).rejects.toThrow(
      /authorization violation/i,
    );
  });

  it('keeps its password in files that only their owner can read', async () => {
    const modes = await Promise.all(['secret', 'nats.conf'].map((name) => stat(join(directory, name))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('shows no password on its command line', async () => {
    const { password } = new URL(nats.url);
    expect(await readFile(`/proc/${nats.pid}/cmdline`, 'utf8')).not.toContain(password);
  });

  it('stops the server of a launcher that was killed, and takes its place', async () => {
    const before = nats;
    nats = await start();
    expect(await before.exited).toMatch(/exit code|SIGTERM/);
    expect(await streamNames(nats.url)).toEqual(['KEPT']);
  });

  it('says in one line that its port is taken', async () => {
    const other = await mkdtemp(join(tmpdir(), 'drydock-nats-other-'));
    await expect(startNats({ storeDirectory: other, port, cacheDirectory, path: searchPath })).rejects.toThrow(
      /^port \d+ on 127.0.0.1, for NATS, is taken/,
    );
    await rm(other, { recursive: true });
  });
});

describe('finding nats-server', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drydock-nats-program-'));
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin/nats-server'), '#!/bin/sh\n', { mode: 0o755 });
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('takes the one on the PATH', async () => {
    const path = `${directory}:${directory}/bin`;
    const found = await findNatsServer({ cacheDirectory: join(directory, 'cache'), path, places: [] });
    expect(found).toBe(join(directory, 'bin/nats-server'));
  });

  it('takes the one that was fetched before', async () => {
    await mkdir(join(directory, 'cache/nats-server'), { recursive: true });
    const kept = join(directory, 'cache/nats-server/nats-server');
    await writeFile(kept, '#!/bin/sh\n', { mode: 0o755 });
    expect(await findNatsServer({ cacheDirectory: join(directory, 'cache'), path: directory, places: [] })).toBe(kept);
  });

  it('says in one line how to get one where it is not there and cannot be fetched', async () => {
    await expect(findNatsServer({ cacheDirectory: '/dev/null', path: directory, places: [] })).rejects.toThrow(
      /^nats-server is not on the PATH and could not be fetched .* or set NATS_URL$/,
    );
  });
});
