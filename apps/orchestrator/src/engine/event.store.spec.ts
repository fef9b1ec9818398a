import { inTransaction } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineStand } from '../testing/engine-stand.js';
import { EventStore, type NewEvent, type StoredEvent } from './event.store.js';

let stand: EngineStand;
let store: EventStore;

beforeAll(async () => {
  stand = await EngineStand.open();
  store = new EventStore(stand.database.pool);
});
afterAll(() => stand.close());
beforeEach(() => stand.database.pool.query('truncate event'));

const [taskId, other] = [randomUUID(), randomUUID()];

const events = (count: number, about: Partial<NewEvent> = {}): NewEvent[] =>
  Array.from({ length: count }, (_, number) => ({
    taskId,
    node: 'n1',
    kind: 'step-changed',
    body: { number },
    ...about,
  }));

const append = (all: readonly NewEvent[]): Promise<void> =>
  inTransaction(stand.database.pool, (transaction) => store.append(transaction, all));

const told = (all: readonly StoredEvent[]): NewEvent[] => all.map(({ id: _id, at: _at, ...event }) => event);

/** Everything, as a reader gets it who takes so many at a time. */
async function readBy(limit: number, only: { task?: string; node?: string } = {}): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (;;) {
    const next = await store.after(all.at(-1)?.id ?? '0', only, limit);
    if (next.length === 0) return all;
    all.push(...next);
  }
}

describe('the log of events', () => {
  it('gives back what was written, in its order, with ids that grow, however many a reader takes at a time', async () => {
    const first = [...events(3), ...events(150, { node: 'n2' }), ...events(1, { node: null, kind: 'task-changed' })];
    const second = [...events(2, { node: 'n2' }), ...events(70, { taskId: other })];
    await append(first);
    await append(second);
    const whole = await readBy(500);
    expect(told(whole)).toEqual([...first, ...second]);
    expect(whole.every(({ id }, place) => place === 0 || BigInt(id) > BigInt(whole[place - 1]?.id ?? 0))).toBe(true);
    for (const limit of [1, 7, 64, 65]) expect(await readBy(limit)).toEqual(whole);
  });

  it('begins after any id that it gave, also in the middle of what was written together', async () => {
    await append([...events(5), ...events(3, { node: 'n2' })]);
    const whole = await readBy(500);
    for (const [place, { id }] of whole.entries()) expect(await store.after(id, {})).toEqual(whole.slice(place + 1));
  });

  it('can be read for one task or one node', async () => {
    await append([...events(2), ...events(2, { taskId: other }), ...events(2, { node: 'n2' })]);
    expect(told(await readBy(3, { task: other }))).toEqual(events(2, { taskId: other }));
    expect(told(await readBy(3, { node: 'n2' }))).toEqual(events(2, { node: 'n2' }));
  });

  it('says where it ends', async () => {
    expect(await store.latest()).toBe('0');
    await append(events(3));
    expect(await store.latest()).toBe((await readBy(500)).at(-1)?.id);
    expect(await store.after(await store.latest(), {})).toEqual([]);
  });

  it('keeps events of one move in one row', async () => {
    await append([...events(4), ...events(4, { node: 'n2' })]);
    expect((await stand.database.pool.query('select from event')).rowCount).toBe(2);
  });
});
