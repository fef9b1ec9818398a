import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import { ScriptedBmc, systemPath, type ScriptedAnswer } from './testing/index.js';
import type { RedfishTarget } from './transport.js';

let bmc: ScriptedBmc;
let connections: RedfishConnections;
const { signal } = new AbortController();

beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  connections = new RedfishConnections();
});
afterEach(async () => {
  await connections.close();
  await bmc.stop();
});

const monitor = '/redfish/v1/TaskService/TaskMonitors/1';

/** What becomes of a change that the BMC took for a task, when the looks at the task are answered like this, one by one. */
async function followed(looks: readonly ScriptedAnswer[], more: Partial<RedfishTarget> = {}) {
  const client = connections.client({ ...bmc.target, ...more }, signal);
  const system = await client.get(systemPath);
  let look = 0;
  bmc.script = ({ method, path }) => {
    if (method === 'PATCH') return { status: 202, headers: { location: monitor, 'retry-after': '0' } };
    return path === monitor ? (looks[(look += 1) - 1] ?? looks.at(-1)) : undefined;
  };
  return client.patch(system, { AssetTag: 'a' });
}

const goesOn = { status: 202, headers: { 'retry-after': '0' } };

describe('a task that cannot be asked after', () => {
  it.each([
    ['the BMC restarts meanwhile', { status: 200, broken: 'reset' } as const],
    ['the BMC falls silent', { status: 200, body: {}, broken: 'endless' } as const],
    ['the BMC answers with a page', { status: 200, body: '<html>starting</html>' }],
    ['the account may not look at tasks', { status: 403 }],
    ['the BMC wants another login for tasks', { status: 401 }],
    ['the BMC does not let tasks be read', { status: 405 }],
  ])('was taken all the same, for a claim that is read back: %s', async (_, look) => {
    await expect(followed([goesOn, look], { requestTimeoutSeconds: 0.5 })).resolves.toEqual({
      status: 202,
      redfishTask: 'running',
      monitor,
    });
  });

  it('is asked after again where the BMC is only busy', async () => {
    await expect(followed([{ status: 503 }, goesOn, { status: 503 }, { status: 204 }])).resolves.toMatchObject({
      redfishTask: 'completed',
    });
  });

  it('is over where its monitor is taken away', async () => {
    await expect(followed([goesOn, { status: 404 }])).resolves.toMatchObject({ redfishTask: 'completed' });
  });

  it('has failed where its monitor answers as the change would have: that is what it refused', async () => {
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.8.PropertyValueNotInList' }] };
    await expect(followed([goesOn, { status: 400, body: { error } }])).rejects.toThrow('PropertyValueNotInList');
  });

  it('is given time also by a BMC that wants to be asked at once', async () => {
    const looks = [...Array.from({ length: 8 }, () => goesOn), { status: 204 }];
    const began = performance.now();
    await expect(followed(looks)).resolves.toMatchObject({ redfishTask: 'completed' });
    expect(performance.now() - began).toBeGreaterThan(2_000);
  });
});
