import { inTransaction } from '@drydock/messaging';
import { conflict, invalid, notFound, Problem, type Database } from '@drydock/service';
import { parseNodeFilter, selectNodes, type EffectiveDesign } from '@drydock/site-design';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DesignReferences } from '../designs/design-reference.js';
import { planOf, type PlannedWalk } from '../domain/plan.js';
import { optionsOf } from '../domain/rollout.js';
import { isDestructive, type TaskRequest } from '../domain/task-request.js';
import type { Engine } from '../engine/engine.js';
import type { EventStore } from '../engine/event.store.js';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow, TaskRow } from '../persistence/entities.js';
import type { NodeStore } from '../persistence/node.store.js';
import type { TaskRows } from '../persistence/task.store.js';
import { workflowOf } from '../workflows/workflows.js';

export interface DeskParts {
  readonly database: Database;
  readonly references: DesignReferences;
  readonly designs: DesignStore;
  readonly tasks: TaskRows;
  readonly nodes: Pick<NodeStore, 'protectedAmong'>;
  readonly events: EventStore;
  readonly engine: Engine;
}

/** A task as it was asked for, with the nodes chosen by whichever API it came through. */
export interface TaskOrder {
  readonly request: TaskRequest;
  readonly by: string;
  /** Names of the nodes that are meant. */
  readonly choose: (design: EffectiveDesign) => string[];
  readonly nodeFilter: unknown;
  /** Whether what could be lost has to be confirmed by a count; v1.0 has another way to say so, and a retry was confirmed before. */
  readonly confirmation: 'by-count' | 'given' | 'before';
}

/** What a task would do. */
export interface TaskPlan {
  readonly design: DesignRow;
  readonly plan: readonly PlannedWalk[];
}

/** Where tasks are ordered: everything that can be known to be wrong is refused here, before anything is begun. */
export class TaskDesk {
  constructor(private readonly parts: DeskParts) {}

  /** Orders a task; the same id again answers the task that it became. */
  async order(order: TaskOrder): Promise<{ task: TaskRow; created: boolean }> {
    const { request, by, nodeFilter } = order;
    const { tasks, database, engine, events } = this.parts;
    const id = request.id ?? randomUUID();
    const known = await tasks.find(id);
    if (known) return { task: sameOrder(known, order), created: false };
    const { design, plan } = await this.plan(order);
    const options = optionsOf(request);
    const { kind, design: designRef } = request;
    await inTransaction(database.pool, async (transaction) => {
      const created = await tasks.create(transaction, {
        id,
        kind,
        designId: design.id,
        designRef,
        nodeFilter,
        options,
        by,
        plan,
      });
      if (created)
        await events.append(transaction, [
          { taskId: id, node: null, kind: 'task-changed', body: { kind, state: 'queued' } },
        ]);
    });
    await engine.join();
    return { task: await this.existing(id), created: true };
  }

  /** The plan alone. */
  async plan({ request, by, choose, confirmation }: TaskOrder): Promise<TaskPlan> {
    const workflow = workflowOf(request.kind);
    if (!workflow) throw invalid([{ path: 'kind', message: `${request.kind} is not there yet` }]);
    const row = await this.parts.references.resolve(request.design, by);
    const design = await this.parts.designs.effective(row);
    const names = workflow.nodes.length > 0 ? choose(design) : [];
    if (workflow.nodes.length > 0) refuseEmpty(request, names);
    if (confirmation === 'by-count') refuseUnconfirmed(request, names);
    // A retry cannot leave any out: its walks do.
    if (isDestructive(request) && confirmation !== 'before')
      refuseProtected(await this.parts.nodes.protectedAmong(names));
    const nodes = names.flatMap((name) => design.nodes[name] ?? []);
    return { design: row, plan: planOf(workflow, design, nodes) };
  }

  async existing(id: string): Promise<TaskRow> {
    const task = /^[0-9a-f-]{36}$/i.test(id) ? await this.parts.tasks.find(id) : null;
    if (!task) throw notFound(`task ${id}`);
    return task;
  }

  /** Orders the same again for the nodes that did not end well. */
  async retry(id: string, by: string): Promise<TaskRow> {
    const { kind, designId, state, options } = await this.existing(id);
    if (state !== 'ended') throw conflict(`The task ${id} has not ended.`);
    const walks = await this.parts.tasks.walks([id]);
    const names = walks.flatMap(({ node, outcome }) => (node !== null && outcome !== 'success' ? [node] : []));
    const site = walks.some(({ node, outcome }) => node === null && outcome !== 'success');
    if (names.length === 0 && !site)
      throw conflict(`Every node of the task ${id} ended well: there is nothing to retry.`);
    const request = { kind, design: `design:${designId}`, allowEmpty: site, ...options };
    const nodeFilter = { filter: { names } };
    const { task } = await this.order({ request, by, choose: () => names, nodeFilter, confirmation: 'before' });
    return task;
  }

  async setPaused(id: string, to: 'paused' | 'running'): Promise<TaskRow> {
    const { state } = await this.existing(id);
    if (!(await this.parts.engine.setPaused(id, to))) throw conflict(`The task ${id} is ${state}.`);
    return this.existing(id);
  }

  async cancel(id: string, reason: string): Promise<TaskRow> {
    await this.existing(id);
    if (!(await this.parts.engine.cancel(id, reason))) throw conflict(`The task ${id} has ended.`);
    return this.existing(id);
  }
}

/** How v2 names nodes: `{ filter }` or `{ all: true }`, which destructive tasks may not leave out. */
export function chooserOf(request: TaskRequest): (design: EffectiveDesign) => string[] {
  const { nodes } = request;
  refuseUnclear(nodes ?? {});
  if (nodes === undefined || nodes.all === true) {
    if (nodes === undefined && isDestructive(request)) {
      throw invalid([{ path: 'nodes', message: 'must be given for a destructive task: { filter } or { all: true }' }]);
    }
    return (design) => Object.keys(design.nodes);
  }
  const parsed = parseNodeFilter(nodes.filter);
  if (!parsed.ok) {
    throw invalid(
      parsed.complaints.map(({ path, message }) => ({
        path: ['nodes.filter', path].filter(Boolean).join('.'),
        message,
      })),
    );
  }
  return (design) => selectNodes(design, parsed.value);
}

/** All nodes and a filter at once: it cannot be told which is meant. */
function refuseUnclear(nodes: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(nodes).filter((name) => name !== 'filter' && name !== 'all');
  const complaints = unknown.map((name) => ({ path: `nodes.${name}`, message: 'is not a known field' }));
  if ('all' in nodes && 'filter' in nodes) {
    complaints.push({ path: 'nodes', message: 'must be either { filter } or { all: true }' });
  } else if ('all' in nodes && nodes['all'] !== true) {
    complaints.push({ path: 'nodes.all', message: 'must be true; leave it out where a filter says which nodes' });
  }
  if (complaints.length > 0) throw invalid(complaints);
}

function refuseEmpty(request: TaskRequest, names: readonly string[]): void {
  if (names.length > 0 || request.allowEmpty === true) return;
  throw invalid([{ path: 'nodes', message: 'select no node of the design; say allowEmpty if that is meant' }]);
}

function refuseUnconfirmed(request: TaskRequest, names: readonly string[]): void {
  if (!isDestructive(request)) return;
  if (request.confirmNodes === undefined) {
    const message = `must be given for a destructive task: ${names.length} nodes would be affected (${names.slice(0, 10).join(', ')})`;
    throw invalid([{ path: 'confirmNodes', message }]);
  }
  if (request.confirmNodes !== names.length) {
    throw new Problem(
      409,
      'Not the number of nodes that was confirmed',
      `${names.length} nodes would be affected, ${request.confirmNodes} were confirmed.`,
    ).naming([
      {
        path: 'confirmNodes',
        message: `is ${request.confirmNodes}, but ${names.length} nodes are meant: ${names.slice(0, 10).join(', ')}`,
      },
    ]);
  }
}

function refuseProtected(nodes: readonly { node: string; reason: string | null }[]): void {
  if (nodes.length === 0) return;
  const named = nodes.slice(0, 10).map(({ node, reason }) => (reason === null ? node : `${node} (${reason})`));
  throw conflict(
    `${nodes.length} of the nodes are protected: ${named.join(', ')}. Leave them out, or lift it with DELETE /api/v2/nodes/<name>/protect.`,
  ).naming(
    nodes.map(({ node, reason }) => ({
      path: 'nodes',
      message: [`${node} is protected`, reason].filter(Boolean).join(': '),
    })),
  );
}

function sameOrder(task: TaskRow, { request, nodeFilter }: TaskOrder): TaskRow {
  const before = { kind: task.kind, design: task.designRef, nodes: task.nodeFilter, options: optionsOf(task.options) };
  const { kind, design } = request;
  if (isDeepStrictEqual(before, { kind, design, nodes: nodeFilter, options: optionsOf(request) })) return task;
  throw conflict(`The id ${task.id} was used before, for another task: choose a new one.`);
}
