import { conflict, notFound } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { identityOf, type AgentInventory } from '../agent/agent-inventory.js';
import { canonical } from '../domain/canonical.js';
import { after } from '../clock.js';
import { isSameNode, matchIdentity, type Identity, type IdentityMatch } from '../domain/identity.js';
import { nextState } from '../domain/node-state.js';
import { changeState, lockNode, lockNodeById, noteChange } from './node-change.js';
import { NodeEventRow } from './node-event.entity.js';
import { NodeRow } from './node.entity.js';

export interface Enrolment {
  readonly bootMac: string;
  readonly macs: readonly string[];
  readonly serialNumber: string | null;
  readonly systemUuid: string | null;
  /** How long the node shall boot the agent; null leaves that as it is. */
  readonly expectAgentSeconds: number | null;
}

/** What a node is given before it is deployed. */
export type Applied = Pick<NodeRow, 'networking' | 'storage' | 'platform'>;

@Injectable()
export class NodeStore {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<NodeRow[]> {
    return this.dataSource.getRepository(NodeRow).find({ order: { name: 'asc' } });
  }

  async named(name: string): Promise<NodeRow> {
    const node = await this.dataSource.getRepository(NodeRow).findOneBy({ name });
    if (!node) throw notFound(`node ${name}`);
    return node;
  }

  byId(id: string): Promise<NodeRow> {
    return this.dataSource.getRepository(NodeRow).findOneByOrFail({ id });
  }

  async byMac(mac: string): Promise<NodeRow | null> {
    return this.dataSource
      .getRepository(NodeRow)
      .createQueryBuilder('node')
      .where('node.macs @> array[:mac]', { mac })
      .getOne();
  }

  events(name: string): Promise<NodeEventRow[]> {
    return this.dataSource
      .getRepository(NodeEventRow)
      .find({ where: { node: name }, order: { id: 'desc' }, take: 200 });
  }

  /** Makes the node known, or brings what is known of it up to date, and opens the door for its agent. */
  enrol(name: string, enrolment: Enrolment, at: Date): Promise<{ changed: boolean; node: NodeRow }> {
    return this.dataSource.transaction(async (tx) => {
      const macs = [...new Set([enrolment.bootMac, ...enrolment.macs])];
      const { bootMac, serialNumber, systemUuid, expectAgentSeconds } = enrolment;
      const told = { bootMac, macs, serialNumber, systemUuid };
      const known = await findLocked(tx, name);
      const changed = known === null || canonical(enrolmentOf(known)) !== canonical(told);
      const node = changed ? await this.tell(tx, { ...told, name }, at) : known;
      if (expectAgentSeconds !== null) node.agentExpectedUntil = after(at, expectAgentSeconds);
      await tx.save(NodeRow, node);
      if (changed) await judge(tx, node, at);
      return { changed, node };
    });
  }

  /** One at a time, so that no MAC address ends with two nodes. */
  private async tell(tx: EntityManager, told: Told & { name: string }, at: Date): Promise<NodeRow> {
    await tx.query('select pg_advisory_xact_lock($1)', [enrolmentLock]);
    await refuseTaken(tx, told.name, told.macs);
    const node = (await findLocked(tx, told.name)) ?? (await makeKnown(tx, told, at));
    return Object.assign(node, told, { updatedAt: at });
  }

  remove(name: string, at: Date): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const node = await lockNode(tx, name);
      if (nextState(node.state, 'removed') === undefined) {
        throw conflict(`Node ${name} is ${node.state}: withdraw its work before it is removed.`);
      }
      await noteChange(tx, { node: name, cause: 'removed', before: node.state, after: 'absent', detail: null, at });
      await tx.delete(NodeRow, { id: node.id });
    });
  }

  /** Sets what the next deployment gives the node. */
  apply(name: string, applied: Partial<Applied>, at: Date): Promise<{ changed: boolean }> {
    return this.dataSource.transaction(async (tx) => {
      const node = await lockNode(tx, name);
      if (node.state === 'installing')
        throw conflict(`Node ${name} is being installed; its settings cannot change now.`);
      const { networking, storage, platform } = node;
      const before: Applied = { networking, storage, platform };
      const changed = canonical(before) !== canonical({ ...before, ...applied });
      if (changed) await tx.save(NodeRow, Object.assign(node, applied, { updatedAt: at }));
      return { changed };
    });
  }

  /** Keeps what an agent found. Answers how it compares with the design; a node that is another one gets no work. */
  found(nodeId: string, inventory: AgentInventory, at: Date): Promise<IdentityMatch> {
    return this.dataSource.transaction(async (tx) => {
      const node = await lockNodeById(tx, nodeId);
      Object.assign(node, { inventory, inventoryAt: at });
      await tx.save(NodeRow, node);
      return judge(tx, node, at);
    });
  }

  /** The agent spoke; null when it is known to be gone. */
  async agentSeen(nodeId: string, at: Date | null): Promise<void> {
    await this.dataSource.query('update node set agent_seen_at = $2 where id = $1', [nodeId, at]);
  }

  /** The agent's connection broke; unless it has spoken since, it is gone. */
  async agentLost(nodeId: string, lastSeen: Date): Promise<void> {
    await this.dataSource.query('update node set agent_seen_at = null where id = $1 and agent_seen_at <= $2', [
      nodeId,
      lastSeen,
    ]);
  }
}

export const designedIdentity = ({ macs, serialNumber, systemUuid }: NodeRow): Identity => ({
  macs,
  serialNumber,
  systemUuid,
});

const enrolmentOf = ({ bootMac, macs, serialNumber, systemUuid }: NodeRow) => ({
  bootMac,
  macs,
  serialNumber,
  systemUuid,
});

type Told = Pick<NodeRow, 'bootMac' | 'macs' | 'serialNumber' | 'systemUuid'>;

const enrolmentLock = 9_080_001;

const findLocked = (tx: EntityManager, name: string): Promise<NodeRow | null> =>
  tx.findOne(NodeRow, { where: { name }, lock: { mode: 'pessimistic_write' } });

async function makeKnown(tx: EntityManager, told: Told & { name: string }, at: Date): Promise<NodeRow> {
  await tx.insert(NodeRow, { ...told, id: randomUUID(), state: 'known', createdAt: at, updatedAt: at });
  await noteChange(tx, { node: told.name, cause: 'enrolled', before: 'absent', after: 'known', detail: null, at });
  return tx.findOneByOrFail(NodeRow, { name: told.name });
}

async function judge(tx: EntityManager, node: NodeRow, at: Date): Promise<IdentityMatch> {
  if (!node.inventory) return { matchedBy: [], contradictions: [] };
  const match = matchIdentity(designedIdentity(node), identityOf(node.inventory));
  const cause = isSameNode(match) ? 'identified' : 'contradicted';
  if (nextState(node.state, cause) !== undefined) {
    const detail = isSameNode(match) ? `by ${match.matchedBy.join(', ')}` : match.contradictions.join('; ');
    await changeState(tx, node, { cause, at, detail });
  }
  return match;
}

async function refuseTaken(tx: EntityManager, name: string, macs: readonly string[]): Promise<void> {
  const other = await tx
    .createQueryBuilder(NodeRow, 'node')
    .where('node.macs && array[:...macs] and node.name <> :name', { macs, name })
    .getOne();
  if (other) {
    const shared = macs.filter((mac) => other.macs.includes(mac)).join(', ');
    throw conflict(`The MAC address ${shared} belongs to node ${other.name} already, so it cannot be ${name}'s.`);
  }
}
