import type { ActionRecord } from '@drydock/contracts';
import { inTransaction } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineStand } from '../testing/engine-stand.js';
import { node } from '../testing/walk-player.js';
import { EventStore } from './event.store.js';
import { ProgressLog } from './progress-log.js';
import { WalkStore } from './walk.store.js';
import { derivedId } from './world.js';

let stand: EngineStand;
let log: ProgressLog;

beforeAll(async () => {
  stand = await EngineStand.open();
  const { pool } = stand.database;
  log = new ProgressLog(pool, new EventStore(pool), () => undefined);
});
afterAll(() => stand.close());

/** A task on one node, and the action that its step waits for. */
async function started() {
  await stand.database.pool.query('truncate hold');
  const task = await stand.order([node.name]);
  await stand.replica().join();
  const [step] = await stand.sent(task);
  if (!step) throw new Error('Nothing was sent.');
  return { task, actionId: step.actionId };
}

const shown = async (task: string): Promise<unknown> => (await stand.sent(task))[0]?.progress;

async function told(task: string): Promise<unknown[]> {
  const events = await new EventStore(stand.database.pool).after('0', { task });
  return events
    .filter(({ kind }) => kind === 'step-progressed')
    .map(({ body }) => body['progress'])
    .map((progress) => typeof progress === 'object' && progress !== null && 'message' in progress && progress.message);
}

/** Sends the step of a task once more; answers the id of its new action. */
async function tryAgain(task: string): Promise<string> {
  const [row] = await stand.walks(task);
  const store = new WalkStore();
  return inTransaction(stand.database.pool, async (transaction) => {
    const [walk] = await store.lock(transaction, row ? [row.id] : []);
    const step = walk?.steps.find(({ state }) => state === 'sent');
    if (!walk || !step) throw new Error('Nothing was sent.');
    const answered = step.actionId === null ? [] : [step.actionId];
    step.try += 1;
    step.actionId = derivedId(step.id, String(step.try));
    const writes = [{ walk, step, added: false, sent: { command: null, deadline: new Date(Date.now() + 60_000) } }];
    await store.save(transaction, [walk], { writes, answered });
    return step.actionId;
  });
}

function progressed(id: string, revision: number): { id: string; record: ActionRecord } {
  const record: ActionRecord = {
    id,
    action: 'IdentifyNode',
    service: 'node',
    node: node.name,
    driver: 'fake',
    revision,
    state: 'running',
    attempts: 1,
    progress: { message: `revision ${revision}`, percent: null },
    dryRun: false,
    request: {},
    result: null,
    noop: null,
    would: null,
    risks: null,
    failure: null,
    confirmation: null,
    quirks: [],
    taskId: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    finishedAt: null,
    deadline: null,
  };
  return { id: randomUUID(), record };
}

describe('how far an action is', () => {
  it('is not set back by a message that comes late, in another batch or in the same', async () => {
    const { task, actionId } = await started();
    await log.keep([progressed(actionId, 4), progressed(actionId, 3)]);
    await log.keep([progressed(actionId, 2)]);
    expect(await shown(task)).toMatchObject({ message: 'revision 4' });
    await log.keep([progressed(actionId, 5)]);
    expect(await shown(task)).toMatchObject({ message: 'revision 5' });
    expect(await told(task)).toEqual(['revision 4', 'revision 5']);
  });

  it('is told once, however often its message comes', async () => {
    const { task, actionId } = await started();
    const message = progressed(actionId, 2);
    await log.keep([message, message]);
    await log.keep([message]);
    expect(await told(task)).toEqual(['revision 2']);
  });

  it('begins anew with another try, whose revisions count from the start', async () => {
    const { task, actionId } = await started();
    await log.keep([progressed(actionId, 7)]);
    const second = await tryAgain(task);
    expect(await shown(task)).toBeNull();
    await log.keep([progressed(second, 2), progressed(actionId, 9)]);
    expect(await shown(task)).toMatchObject({ message: 'revision 2' });
  });

  it('is nothing for a step that has ended', async () => {
    const { task, actionId } = await started();
    await stand.database.pool.query(`update step set state = 'ended', outcome = 'success' where action_id = $1`, [
      actionId,
    ]);
    await log.keep([progressed(actionId, 2)]);
    expect(await told(task)).toEqual([]);
  });
});
