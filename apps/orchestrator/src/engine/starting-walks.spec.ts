import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TaskStand, walksAtOnce } from '../testing/task-stand.js';
import { siteHold } from './expressions.js';

let stand: TaskStand;

beforeAll(async () => {
  stand = await TaskStand.open();
});
afterAll(() => stand.close());

type Standing = 'queued' | 'running' | 'failed' | 'did well' | 'had nothing to do';
/** null: the site. */
type Node = string | null;

interface Asked {
  readonly kind: 'deploy_nodes' | 'verify_nodes';
  readonly nodes: readonly { readonly name: Node; readonly standing: Standing }[];
  readonly waits: 'for nothing' | 'paused' | 'for its time';
  readonly priority: number;
  readonly maxParallel: number | null;
  readonly perRack: number | null;
  readonly canary: number | null;
  readonly stopAfter: number | null;
}

const rackOf = (node: Node): string | null => (node === null ? null : node < 'd' ? 'rack01' : 'rack02');

const those = ({ nodes }: Asked, wanted: Standing): Node[] =>
  nodes.flatMap(({ name, standing }) => (standing === wanted ? [name] : []));

/** How many more walks of the task may be under way. */
function roomOf(task: Asked): number {
  const { maxParallel, canary, stopAfter } = task;
  const [proven, failed] = [those(task, 'did well'), those(task, 'failed')].map(
    (nodes) => nodes.filter((node) => node !== null).length,
  );
  const unproven = Math.max(0, (canary ?? 0) - (proven ?? 0));
  if ((failed ?? 0) >= (stopAfter ?? Infinity) || (failed && unproven > 0)) return 0;
  const most = Math.min(walksAtOnce, maxParallel ?? Infinity, unproven || Infinity);
  return Math.max(0, most - those(task, 'running').length);
}

/** Whose turn comes, in words: one task after the other, the most urgent and oldest first, each as far as it may. */
function turnsOf(asked: readonly Asked[], held: readonly Node[], limit: number): string[] {
  const open = asked
    .map((task, index) => ({ ...task, index, room: roomOf(task) }))
    .filter(({ waits }) => waits === 'for nothing')
    .sort((one, other) => other.priority - one.priority || one.index - other.index);
  const goesOn = (task: Asked) =>
    roomOf({ ...task, nodes: task.nodes.filter(({ standing }) => standing !== 'running') }) > 0;
  const firstAt = (node: Node) =>
    open.find((task) => task.kind === 'deploy_nodes' && goesOn(task) && those(task, 'queued').includes(node))?.index;
  return open
    .flatMap((task) => {
      const { kind, index, room, perRack } = task;
      const inRack = new Map(
        [...Map.groupBy(those(task, 'running'), rackOf)].map(([rack, { length }]) => [rack, length]),
      );
      return those(task, 'queued')
        .filter((node) => kind === 'verify_nodes' || (!held.includes(node) && firstAt(node) === index))
        .sort((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1))
        .filter((node) => {
          const nth = (inRack.get(rackOf(node)) ?? 0) + 1;
          inRack.set(rackOf(node), nth);
          return nth <= (perRack ?? Infinity);
        })
        .slice(0, room)
        .map((node) => `${index} ${node ?? 'the site'}`);
    })
    .slice(0, limit);
}

/** Makes a task that stands as it is told. */
async function standing({ kind, nodes, waits, ...bounds }: Asked, minute: number): Promise<string> {
  const names = nodes.map(({ name }) => name);
  const id = await stand.taskOn(kind, names, minute);
  await stand.pool.query(
    `update task set priority = $2, max_parallel = $3, per_rack = $4, canary = $5, stop_after = $6, state = $7, start_at = $8
     where id = $1`,
    [
      id,
      bounds.priority,
      bounds.maxParallel,
      bounds.perRack,
      bounds.canary,
      bounds.stopAfter,
      waits === 'paused' ? 'paused' : 'running',
      waits === 'for its time' ? new Date(Date.now() + 3_600_000) : null,
    ],
  );
  const states: Record<Standing, [state: string, outcome: string | null, reason: string | null]> = {
    queued: ['queued', null, null],
    running: ['running', null, null],
    failed: ['ended', 'failure', null],
    'did well': ['ended', 'success', null],
    'had nothing to do': ['ended', 'success', 'it is deployed already'],
  };
  for (const { name, standing: how } of nodes) {
    await stand.pool.query(
      `update walk set rack = $3, state = $4, outcome = $5, reason = $6 where task_id = $1 and node is not distinct from $2`,
      [id, name, rackOf(name), ...states[how]],
    );
  }
  return id;
}

const bound = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 });
const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', null);
const how = fc.constantFrom<Standing>(
  'queued',
  'queued',
  'queued',
  'running',
  'did well',
  'had nothing to do',
  'failed',
);
const task = fc.record({
  kind: fc.constantFrom('deploy_nodes' as const, 'verify_nodes' as const),
  nodes: fc.uniqueArray(fc.record({ name: node, standing: how }), { minLength: 1, selector: ({ name }) => name }),
  waits: fc.constantFrom<Asked['waits']>('for nothing', 'for nothing', 'for nothing', 'paused', 'for its time'),
  priority: fc.integer({ min: -1, max: 1 }),
  maxParallel: bound,
  perRack: bound,
  canary: bound,
  stopAfter: bound,
});
const story = fc.record({
  asked: fc.array(task, { minLength: 1, maxLength: 5 }),
  held: fc.uniqueArray(node, { maxLength: 3 }),
  inMaintenance: fc.uniqueArray(node, { maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 12 }),
});

it('whatever waits for whatever: those start that are first at a free node, as far as their task may', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ asked, held, inMaintenance, limit }) => {
      await stand.clear();
      const ids: string[] = [];
      for (const [minute, one] of asked.entries()) ids.push(await standing(one, minute));
      await stand.pool.query(
        `insert into hold (node, reason) select node, 'spec' from unnest($1::text[]) as n (node)`,
        [held.map((one) => one ?? siteHold)],
      );
      await stand.pool.query(
        `insert into node_mark (node, kind, marked_by) select node, 'maintenance', 'spec' from unnest($1::text[]) as n (node)`,
        [inMaintenance.filter((one) => one !== null)],
      );
      const before = await Promise.all(ids.map((id) => stand.running(id)));
      const turns = turnsOf(asked, held, limit);
      const isLeftOut = (turn: string) => inMaintenance.some((one) => one !== null && turn.endsWith(` ${one}`));

      const { leftOut } = await stand.start(limit);
      const named = leftOut.map(({ taskId, node: name }) => `${ids.indexOf(taskId)} ${name ?? 'the site'}`);
      expect(named.sort()).toEqual(turns.filter(isLeftOut).sort());
      const now = await Promise.all(
        ids.map(async (id, index) =>
          (await stand.running(id))
            .filter((one) => !before[index]?.includes(one))
            .map((one) => `${index} ${one ?? 'the site'}`),
        ),
      );
      expect(now.flat().sort()).toEqual(turns.filter((turn) => !isLeftOut(turn)).sort());
    }),
    { numRuns: 200 },
  );
});
