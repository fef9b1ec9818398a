import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TaskStand } from '../testing/task-stand.js';

let stand: TaskStand;

beforeAll(async () => {
  stand = await TaskStand.open();
});
beforeEach(() => stand.clear());
afterAll(() => stand.close());

const taskOn = (...task: Parameters<TaskStand['taskOn']>) => stand.taskOn(...task);
const running = (task: string) => stand.running(task);
const start = async (): Promise<number> => (await stand.start()).started.length;

const end = (node: string) =>
  stand.pool.query(
    `with ended as (update walk set state = 'ended', outcome = 'success' where node = $1 and state = 'running' returning id)
     delete from hold where walk_id in (select id from ended)`,
    [node],
  );

describe('walks that wait', () => {
  it('are started as far as their task has room, and the next when one has ended', async () => {
    const task = await taskOn('deploy_nodes', ['a', 'b', 'c', 'd', 'e'], 0);
    expect(await start()).toBe(3);
    expect(await start()).toBe(0);
    await end('b');
    expect(await start()).toBe(1);
    expect(await running(task)).toEqual(['a', 'c', 'd']);
  });

  it('of another task have room of their own', async () => {
    await taskOn('deploy_nodes', ['a', 'b', 'c', 'd'], 0);
    const other = await taskOn('deploy_nodes', ['w', 'x', 'y', 'z'], 1);
    expect(await start()).toBe(6);
    expect(await running(other)).toEqual(['w', 'x', 'y']);
  });

  it('that hold nothing have the same bound', async () => {
    const task = await taskOn('verify_nodes', ['a', 'b', 'c', 'd'], 0);
    expect(await start()).toBe(3);
    expect(await running(task)).toHaveLength(3);
  });

  it('and are cancelled in the very moment hold nothing', async () => {
    const task = await taskOn('deploy_nodes', ['a'], 0);
    const cancelling = await stand.pool.connect();
    await cancelling.query('begin');
    await stand.tasks.cancelTask(cancelling, task, 'changed my mind');
    const starting = start();
    await expect
      .poll(async () => {
        const { rows } = await stand.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length;
      })
      .toBe(1);
    await cancelling.query('commit');
    cancelling.release();
    expect(await starting).toBe(0);
    expect((await stand.pool.query('select from hold')).rowCount).toBe(0);
  });

  it('for one node go in the order of their tasks', async () => {
    const second = await taskOn('deploy_nodes', ['a'], 2);
    const first = await taskOn('deploy_nodes', ['a'], 1);
    expect(await start()).toBe(1);
    expect(await running(first)).toEqual(['a']);
    await end('a');
    expect(await start()).toBe(1);
    expect(await running(second)).toEqual(['a']);
  });

  it('for the site go in the order of their tasks as well, beside those for nodes', async () => {
    const second = await taskOn('deploy_nodes', [null, 'a'], 2);
    const first = await taskOn('deploy_nodes', [null], 1);
    expect(await start()).toBe(2);
    expect(await running(first)).toEqual([null]);
    expect(await running(second)).toEqual(['a']);
  });
});
