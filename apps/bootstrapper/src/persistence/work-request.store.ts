import { conflict, Problem } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { missingDisks } from '../domain/chosen-disks.js';
import { hardwareOrders } from '../domain/hardware-items.js';
import { imageDevice } from '../domain/image-disk.js';
import type { Cause } from '../domain/node-state.js';
import { nothingToReport } from '../domain/report.js';
import type { ConfigureRequest, DeployRequest, EraseRequest, WorkKind, WorkRequest } from '../domain/work.js';
import { ImageRow } from './image.entity.js';
import { changeState, lockNode } from './node-change.js';
import type { NodeRow } from './node.entity.js';
import { WorkRow } from './work.entity.js';
import { close, disksOf, endWork } from './work.store.js';

export interface Asked {
  /** False when work of that id is there already. */
  readonly changed: boolean;
  readonly work: WorkRow;
}

/** What `ask…` is told beside the work itself. */
export interface Ask {
  readonly name: string;
  readonly id: string;
  readonly at: Date;
}

/** Work asked for. Work of an id that is known already is answered as it stands; other open work gives way. */
@Injectable()
export class WorkRequestStore {
  constructor(private readonly dataSource: DataSource) {}

  configure(ask: Ask, { profile, allowDataLoss }: Omit<ConfigureRequest, 'kind'>): Promise<Asked> {
    return this.dataSource.transaction(async (tx) => {
      const { node, seen } = await this.begin(tx, ask, 'configure');
      if (seen) return { changed: false, work: seen };
      if (!node.inventory) throw conflict(`Node ${node.name} has not been seen yet, so its hardware is not known.`);
      const orders = hardwareOrders(profile);
      const { abilities } = node.inventory;
      const impossible = orders.filter(({ kind }) => !abilities.includes(kind));
      if (impossible.length > 0) {
        const items = impossible.map(({ kind, name }) => `${kind} ${name}`).join(', ');
        throw new Problem(422, 'Not supported', `The agent on node ${node.name} cannot set ${items}.`);
      }
      return start(tx, node, { ...ask, request: { kind: 'configure', profile, allowDataLoss } });
    });
  }

  deploy(ask: Ask, deployment: Deployment): Promise<Asked> {
    return this.dataSource.transaction(async (tx) => {
      const { request, redeploy, secrets, phoneHomeHash, phoneHomeUntil } = deployment;
      const { node, seen } = await this.begin(tx, ask, 'deploy');
      if (seen?.request.kind === 'deploy' && seen.request.digest !== request.digest) {
        throw conflict(`Deployment ${ask.id} of node ${node.name} is under way with another digest.`);
      }
      if (seen) return { changed: false, work: seen };
      if (node.state === 'deployed' && !redeploy) {
        throw conflict(`Node ${node.name} is deployed with ${node.deployedDigest}; ask for redeploy to replace that.`);
      }
      const obstacles = await obstaclesTo(tx, node);
      if (obstacles.length > 0) throw conflict(`Node ${node.name} cannot be deployed: ${obstacles.join('; ')}.`);
      Object.assign(node, { deployedDigest: null, deploymentId: null });
      return start(tx, node, { ...ask, request, secrets, phoneHomeHash, phoneHomeUntil });
    });
  }

  erase(ask: Ask, request: EraseRequest): Promise<Asked> {
    return this.dataSource.transaction(async (tx) => {
      const { node, seen } = await this.begin(tx, ask, 'erase');
      return seen ? { changed: false, work: seen } : start(tx, node, { ...ask, request });
    });
  }

  private async begin(
    tx: EntityManager,
    { name, id }: Ask,
    kind: WorkKind,
  ): Promise<{ node: NodeRow; seen: WorkRow | null }> {
    const node = await lockNode(tx, name);
    const seen = await tx.findOneBy(WorkRow, { nodeId: node.id, id });
    if (seen && seen.request.kind !== kind) {
      throw conflict(`The id ${id} belongs to other work of node ${name}: ${seen.request.kind}.`);
    }
    return { node, seen };
  }
}

export interface Deployment {
  readonly request: DeployRequest;
  readonly redeploy: boolean;
  readonly secrets: string;
  readonly phoneHomeHash: string;
  readonly phoneHomeUntil: Date;
}

/** Everything that stands in the way of a deployment, in words. */
async function obstaclesTo(tx: EntityManager, node: NodeRow): Promise<string[]> {
  const { networking, storage, platform, inventory } = node;
  const obstacles: string[] = [];
  if (!networking) obstacles.push('its networking was not applied');
  if (!storage) obstacles.push('its storage was not applied');
  else {
    const missing = missingDisks(storage.disks, inventory?.disks ?? []);
    if (missing.length > 0) {
      obstacles.push(`its disks changed since storage was applied, ${missing.join(', ')} is missing`);
    }
    if (imageDevice(storage.storage) === undefined) obstacles.push('its storage does not say which disk holds /');
  }
  if (!platform) obstacles.push('its platform was not applied');
  else {
    const image = await tx.findOneBy(ImageRow, { name: platform.image });
    if (!image) obstacles.push(`there is no image ${platform.image}`);
    else if (image.state !== 'available') obstacles.push(`the image ${image.name} is ${image.state}`);
  }
  return obstacles;
}

const startCauses: Record<WorkKind, Cause> = {
  configure: 'configuration-started',
  deploy: 'deployment-started',
  erase: 'erasure-started',
};

type NewWork = Ask & { readonly request: WorkRequest } & Partial<
    Pick<WorkRow, 'secrets' | 'phoneHomeHash' | 'phoneHomeUntil'>
  >;

async function start(tx: EntityManager, node: NodeRow, { name: _name, at, ...work }: NewWork): Promise<Asked> {
  const open = await tx.findOneBy(WorkRow, { nodeId: node.id, state: 'open' });
  if (open) {
    const failure = `Replaced by other work (${work.request.kind}) before it was done.`;
    await close(tx, open, { state: 'withdrawn', judged: { failure, result: {} }, at });
  }
  await changeState(tx, node, { cause: startCauses[work.request.kind], at });
  await tx.insert(WorkRow, { ...work, nodeId: node.id, state: 'open', createdAt: at });
  const started = await tx.findOneByOrFail(WorkRow, { nodeId: node.id, id: work.id });
  if (!needsAgent(node, work.request)) await endWork(tx, { node, work: started, report: nothingToReport, at });
  return { changed: true, work: started };
}

/** Whether there is anything in it that only an agent can do. */
function needsAgent(node: NodeRow, request: WorkRequest): boolean {
  switch (request.kind) {
    case 'configure':
      return hardwareOrders(request.profile).length > 0;
    case 'deploy':
      return true;
    case 'erase':
      return disksOf(node, request).length > 0;
  }
}
