import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import type { RedfishClient } from './redfish.client.js';
import { ScriptedBmc, systemPath } from './testing/index.js';

let bmc: ScriptedBmc;
let connections: RedfishConnections;
let client: RedfishClient;

beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  connections = new RedfishConnections();
  client = connections.client(bmc.target, new AbortController().signal);
});
afterEach(async () => {
  await connections.close();
  await bmc.stop();
});

describe('sockets', () => {
  it('are kept from one request of an action to the next', async () => {
    await client.get(systemPath);
    await client.get(systemPath);
    expect(await bmc.sockets()).toBe(1);
  });

  it('are closed after a look, while its session stays for the next one', async () => {
    await client.get(systemPath, { socket: 'close' });
    await expect.poll(() => bmc.sockets()).toBe(0);
    await client.get(systemPath, { socket: 'close' });
    expect(bmc.writes).toEqual(['POST /redfish/v1/SessionService/Sessions']);
    expect(bmc.sessions.size).toBe(1);
  });

  it('are closed seconds after the last request, though the BMC would keep them for an hour', async () => {
    bmc.script = ({ path }) =>
      path === systemPath
        ? { status: 200, headers: { connection: 'keep-alive', 'keep-alive': 'timeout=3600' }, body: { Id: 'Host.1' } }
        : undefined;
    await client.get(systemPath);
    expect(await bmc.sockets()).toBe(1);
    await expect.poll(() => bmc.sockets(), { timeout: 15_000, interval: 200 }).toBe(0);
  }, 20_000);
});
