import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import { OwnSessions } from './session-book.js';
import { ScriptedBmc, systemPath, type ScriptedRequest } from './testing/index.js';

const collection = '/redfish/v1/SessionService/Sessions';

let bmc: ScriptedBmc;
let book: OwnSessions;
let connections: RedfishConnections;
/** Sessions that the BMC shows of somebody else, and of whom it does not say. */
let others: Readonly<Record<string, object>>;

beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  book = new OwnSessions();
  connections = new RedfishConnections({ book });
  others = {};
});
afterEach(async () => {
  await connections.close();
  await bmc.stop();
});

/** Shows the sessions that are open, to who is logged in. */
function shown({ method, path, headers }: ScriptedRequest) {
  if (method !== 'GET' || !path.startsWith(collection) || headers['x-auth-token'] === undefined) return undefined;
  const name = path.slice(collection.length + 1);
  const names = [...bmc.sessions, ...Object.keys(others)];
  if (name === '')
    return { status: 200, body: { Members: names.map((each) => ({ '@odata.id': `${collection}/${each}` })) } };
  return { status: 200, body: others[name] ?? { UserName: 'root' } };
}

/** The answer to the first login is lost; a second one follows. */
async function logInAfterLoss(opened: boolean): Promise<void> {
  let isLost = false;
  bmc.script = (request) => {
    if (request.method !== 'POST' || isLost) return shown(request);
    isLost = true;
    if (opened) bmc.sessions.add('lost');
    return { status: 201, broken: 'reset' };
  };
  const client = connections.client(bmc.target, new AbortController().signal);
  await expect(client.get(systemPath)).rejects.toMatchObject({ fault: 'unreachable' });
  await client.get(systemPath);
}

const roomForOthers = async () =>
  (await book.enter({ origin: bmc.origin, username: 'other', password: 'other' }, 'other')).kind;

describe('a login whose answer was lost', () => {
  it('gives its place back as soon as the BMC shows no session of it', async () => {
    others = { 'of-a-person': { UserName: 'admin' } };
    await logInAfterLoss(false);
    expect(await roomForOthers()).toBe('room');
  });

  it('keeps its place while the BMC shows a session that may be its', async () => {
    await logInAfterLoss(true);
    expect(await roomForOthers()).toBe('full');
  });

  it('keeps its place where the BMC does not say whose its sessions are', async () => {
    others = { nameless: {} };
    await logInAfterLoss(false);
    expect(await roomForOthers()).toBe('full');
  });
});
