import type { InventoryDisk } from '@drydock/contracts';
import { conflict, notFound } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { disksToErase } from '../domain/chosen-disks.js';
import type { Cause } from '../domain/node-state.js';
import {
  judgeConfiguration,
  judgeDeployment,
  judgeErasure,
  nothingToReport,
  type AgentReport,
  type Judgement,
} from '../domain/report.js';
import type { EraseRequest, WorkKind } from '../domain/work.js';
import { changeState, lockNode, lockNodeById } from './node-change.js';
import { NodeRow } from './node.entity.js';
import { WorkRow } from './work.entity.js';

export interface Progress {
  readonly message: string;
  readonly percent: number | null;
}

/** Work from its hand-out to its end. */
@Injectable()
export class WorkStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(name: string, id: string): Promise<WorkRow> {
    const work = await this.dataSource
      .createQueryBuilder(WorkRow, 'work')
      .innerJoin(NodeRow, 'node', 'node.id = work.nodeId')
      .where('node.name = :name and work.id = :id', { name, id })
      .getOne();
    if (!work) throw notFound(`work ${id} of node ${name}`);
    return work;
  }

  openFor(nodeId: string): Promise<WorkRow | null> {
    return this.dataSource.getRepository(WorkRow).findOneBy({ nodeId, state: 'open' });
  }

  /** Notes how far the agent is. False when the work is no longer wanted: it was withdrawn, replaced or has ended. */
  async progress(nodeId: string, id: string, { message, percent }: Progress): Promise<boolean> {
    const { affected } = await this.dataSource
      .getRepository(WorkRow)
      .update({ nodeId, id, state: 'open' }, { progressMessage: message, progressPercent: percent });
    return affected === 1;
  }

  /** Takes the agent's word that work has ended, as far as it holds. Null when the work is no longer wanted. */
  end(nodeId: string, id: string, ended: { report: AgentReport; at: Date }): Promise<WorkRow | null> {
    const { report, at } = ended;
    return this.dataSource.transaction(async (tx) => {
      const node = await lockNodeById(tx, nodeId);
      const work = await tx.findOneBy(WorkRow, { nodeId, id });
      if (work?.state !== 'open') return work?.state === 'withdrawn' ? null : work;
      await endWork(tx, { node, work, report, at });
      return work;
    });
  }

  /** Fails work that cannot be handed out. */
  fail(nodeId: string, id: string, failed: { why: string; at: Date }): Promise<WorkRow | null> {
    const report: AgentReport = { ...nothingToReport, outcome: 'failed', message: failed.why };
    return this.end(nodeId, id, { report, at: failed.at });
  }

  /** Takes work back. The agent stops with it at its next word. */
  withdraw(name: string, id: string, at: Date): Promise<{ changed: boolean; work: WorkRow }> {
    return this.dataSource.transaction(async (tx) => {
      const node = await lockNode(tx, name);
      const work = await tx.findOneBy(WorkRow, { nodeId: node.id, id });
      if (!work) throw notFound(`work ${id} of node ${name}`);
      if (work.state !== 'open') return { changed: false, work };
      const judged: Judgement = { failure: 'It was withdrawn before it was done.', result: {} };
      await close(tx, work, { state: 'withdrawn', judged, at });
      await changeState(tx, node, { cause: 'withdrawn', at, detail: `${work.request.kind} was withdrawn` });
      return { changed: true, work };
    });
  }

  /** A deployed system says that it has started. A key works once; saying it again, as the answer was lost, changes nothing. */
  phoneHome(keyHash: string, at: Date): Promise<NodeRow | null> {
    return this.dataSource.transaction(async (tx) => {
      const found = await tx.findOneBy(WorkRow, { phoneHomeHash: keyHash });
      if (!found) return null;
      const node = await lockNodeById(tx, found.nodeId);
      const work = await tx.findOneByOrFail(WorkRow, { nodeId: found.nodeId, id: found.id });
      if (node.deploymentId !== work.id) throw conflict(`Node ${node.name} has been given another deployment since.`);
      if (work.phonedHomeAt) return node;
      if (!work.phoneHomeUntil || work.phoneHomeUntil < at) throw conflict(`The key of node ${node.name} has expired.`);
      await tx.update(WorkRow, { nodeId: work.nodeId, id: work.id }, { phonedHomeAt: at });
      await changeState(tx, node, { cause: 'phoned-home', at });
      return node;
    });
  }
}

const endCauses: Record<WorkKind, { good: Cause; bad: Cause }> = {
  configure: { good: 'configuration-finished', bad: 'configuration-failed' },
  deploy: { good: 'image-written', bad: 'deployment-failed' },
  erase: { good: 'erasure-finished', bad: 'erasure-failed' },
};

export interface Ending {
  readonly node: NodeRow;
  readonly work: WorkRow;
  readonly report: AgentReport;
  readonly at: Date;
}

/** Ends open work of a locked node by what is reported of it. */
export async function endWork(tx: EntityManager, { node, work, report, at }: Ending): Promise<void> {
  const judged = judge(node, work, report);
  const { failure } = judged;
  await close(tx, work, { state: failure === null ? 'succeeded' : 'failed', judged, at });
  if (failure === null) settle(node, work);
  const { good, bad } = endCauses[work.request.kind];
  await changeState(tx, node, { cause: failure === null ? good : bad, at, detail: failure });
}

function judge(node: NodeRow, { request }: WorkRow, report: AgentReport): Judgement {
  switch (request.kind) {
    case 'configure': {
      const { inventory } = node;
      if (!inventory) return judgeDeployment({ ...report, outcome: 'failed', message: 'the node has no inventory' });
      return judgeConfiguration(request, report, { inventory, biosVersion: inventory.system.biosVersion });
    }
    case 'deploy':
      return judgeDeployment(report);
    case 'erase':
      return judgeErasure(disksOf(node, request), report);
  }
}

/** The disks that an erasure is about, as far as they are known to be there. */
export const disksOf = ({ storage, inventory }: NodeRow, { method, scope }: EraseRequest): InventoryDisk[] =>
  method === 'none' ? [] : disksToErase(scope, storage?.disks ?? [], inventory?.disks ?? []);

/** What good work changes about the node beside its state. */
function settle(node: NodeRow, { id, request }: WorkRow): void {
  if (request.kind === 'deploy') {
    Object.assign(node, { deploymentId: id, deployedDigest: request.digest, agentExpectedUntil: null });
  } else if (request.kind === 'erase') {
    forgetDeployment(node);
  }
}

/** Nothing of a design is on the node any more. */
function forgetDeployment(node: NodeRow): void {
  node.deploymentId = null;
  node.deployedDigest = null;
  node.networking = null;
  node.storage = null;
  node.platform = null;
}

interface Closing {
  readonly state: 'succeeded' | 'failed' | 'withdrawn';
  readonly judged: Judgement;
  readonly at: Date;
}

export async function close(tx: EntityManager, work: WorkRow, { state, judged, at }: Closing): Promise<void> {
  Object.assign(work, { state, result: judged.result, failure: judged.failure, secrets: null, endedAt: at });
  await tx.save(WorkRow, work);
}
