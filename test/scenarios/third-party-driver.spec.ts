import {
  createTestDatabase,
  freePortBlock,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@drydock/local-servers/testing';
import { readEnvironment, Tokens, type RunningService } from '@drydock/service';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variables } from '../../apps/oob/src/config.js';
import { startOob } from '../../apps/oob/src/start-oob.js';

const packageName = '@acme/drydock-oob-example';
const template = resolve(import.meta.dirname, '../../examples/driver-template');

/** A power strip with one outlet, as the example's driver speaks to it. */
function startStrip() {
  const outlet = { power: 'off' };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      if (request.method === 'PUT') outlet.power = text.includes('"on"') ? 'on' : 'off';
      response.end(JSON.stringify(outlet));
    });
  });
  return new Promise<{ server: Server; outlet: { power: string }; url: string }>((started) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      started({ server, outlet, url: `http://127.0.0.1:${port}` });
    });
  });
}

describe('the oob service with a driver of a package that it does not know', () => {
  let directory: string;
  let nats: TestNats;
  let database: TestDatabase;
  let service: RunningService;
  let strip: Awaited<ReturnType<typeof startStrip>>;
  let ask: (path: string, body?: object) => Promise<unknown>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drydock-third-party-'));
    await mkdir(join(directory, 'node_modules/@acme'), { recursive: true });
    await symlink(template, join(directory, 'node_modules', packageName));
    [nats, database, strip] = await Promise.all([startTestNats(), createTestDatabase(), startStrip()]);
    const port = await freePortBlock();
    const environment = {
      DATABASE_URL: database.url,
      DRYDOCK_HTTP_PORT: String(port),
      NATS_URL: nats.url,
      DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
      DRYDOCK_SEAL_KEY_FILE: join(directory, 'oob.key'),
      DRYDOCK_LOG_LEVEL: 'silent',
      DRYDOCK_OOB_DRIVERS: `redfish, ${packageName}`,
    };
    service = await startOob(readEnvironment(variables, environment), directory);
    const { tokens } = await Tokens.open(join(directory, 'token.key'));
    const token = await tokens.issue({ name: 'test', role: 'admin' }, 1);
    ask = async (path, body) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=10' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return response.json();
    };
  });
  afterAll(async () => {
    await service.stop();
    strip.server.closeAllConnections();
    strip.server.close();
    await nats.stop();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const target = () => ({
    type: 'acme-strip',
    address: strip.url,
    credential: { username: 'admin', password: 'strip-secret' },
    options: { outlet: 1 },
  });

  it('shows the drivers that it was told to have', async () => {
    const shown = JSON.stringify(await ask('/api/v1/drivers'));
    expect([...shown.matchAll(/"type":"(redfish|fake|acme-strip)"/g)].map(([, type]) => type)).toEqual([
      'redfish',
      'acme-strip',
    ]);
  });

  it('carries out an action by it', async () => {
    const id = '0b8f3a0e-6a55-4c8e-9d8c-6d1b7a3f0001';
    await ask('/api/v1/actions', { id, action: 'PowerOnNode', node: 'node01', target: target() });
    expect(await ask(`/api/v1/actions/${id}`)).toMatchObject({
      state: 'succeeded',
      driver: 'acme-strip',
      result: { power: 'on', changed: true },
    });
    expect(strip.outlet.power).toBe('on');
  });

  it('gives the reason of a noop that the driver declares', async () => {
    const id = '0b8f3a0e-6a55-4c8e-9d8c-6d1b7a3f0002';
    const parameters = { device: 'pxe' };
    await ask('/api/v1/actions', { id, action: 'SetNodeBoot', node: 'node01', target: target(), parameters });
    expect(await ask(`/api/v1/actions/${id}`)).toMatchObject({
      state: 'succeeded',
      noop: { reason: expect.stringContaining('power strip') },
    });
  });

  it('does not start with a driver that is nowhere, and names it', async () => {
    await expect(
      startOob(
        readEnvironment(variables, {
          DATABASE_URL: database.url,
          DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
          DRYDOCK_SEAL_KEY_FILE: join(directory, 'oob.key'),
          DRYDOCK_OOB_DRIVERS: '@acme/not-installed',
        }),
        directory,
      ),
    ).rejects.toThrow('no oob driver @acme/not-installed');
  });
});
