import { conflict, notFound } from '@drydock/service';
import type { EntityManager } from 'typeorm';
import { nextState, type Cause } from '../domain/node-state.js';
import { NodeEventRow } from './node-event.entity.js';
import { NodeRow } from './node.entity.js';

/** The node of that name, locked until the transaction ends. */
export async function lockNode(tx: EntityManager, name: string): Promise<NodeRow> {
  const node = await tx.findOne(NodeRow, { where: { name }, lock: { mode: 'pessimistic_write' } });
  if (!node) throw notFound(`node ${name}`);
  return node;
}

export const lockNodeById = (tx: EntityManager, id: string): Promise<NodeRow> =>
  tx.findOneOrFail(NodeRow, { where: { id }, lock: { mode: 'pessimistic_write' } });

export interface StateChange {
  readonly cause: Cause;
  readonly at: Date;
  readonly detail?: string | null;
}

/** Moves a locked node to the state that `cause` leads to, and notes it. Refused where the cause cannot happen. */
export async function changeState(tx: EntityManager, node: NodeRow, change: StateChange): Promise<void> {
  const { cause, at, detail = null } = change;
  const before = node.state;
  const next = nextState(before, cause);
  if (next === undefined) {
    throw conflict(`Node ${node.name} is ${before}: ${cause.replaceAll('-', ' ')} is not possible from there.`);
  }
  node.state = next;
  node.failure = next === 'broken' ? detail : null;
  node.updatedAt = at;
  await noteChange(tx, { node: node.name, cause, before, after: next, detail, at });
  await tx.save(NodeRow, node);
}

export async function noteChange(tx: EntityManager, event: Omit<NodeEventRow, 'id'>): Promise<void> {
  await tx.insert(NodeEventRow, event);
}
