import { Log, SealError } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DeploymentSecrets } from '../deployment-secrets.js';
import { ImageStore } from '../persistence/image.store.js';
import type { NodeRow } from '../persistence/node.entity.js';
import type { KnownRepository } from '../domain/repository-files.js';
import { NodeStore } from '../persistence/node.store.js';
import { RepositoryCredentialStore } from '../persistence/repository-credential.store.js';
import { SiteSettingStore } from '../persistence/site-setting.store.js';
import type { WorkRow } from '../persistence/work.entity.js';
import { WorkStore } from '../persistence/work.store.js';
import type { Visitor } from './agent-door.js';
import { OwnUrl, type Addressed } from './own-url.js';
import { configureOrder, deployOrder, eraseOrder, ImpossibleOrder, type Order } from './work-order.js';
import { WorkSignal } from './work-signal.js';

/** How long an agent that asks for work is kept waiting. */
export class PollOptions {
  constructor(readonly seconds: number) {}
}

/** Hands work out to agents. */
@Injectable()
export class WorkDesk {
  constructor(
    private readonly nodes: NodeStore,
    private readonly works: WorkStore,
    private readonly images: ImageStore,
    private readonly settings: SiteSettingStore,
    private readonly credentials: RepositoryCredentialStore,
    private readonly secrets: DeploymentSecrets,
    private readonly signal: WorkSignal,
    private readonly ownUrl: OwnUrl,
    private readonly poll: PollOptions,
    private readonly log: Log,
  ) {}

  get pollSeconds(): number {
    return this.poll.seconds;
  }

  /** The node's open work, waited for some seconds. `gone` is aborted when the agent's connection breaks. */
  async nextOrder(visitor: Visitor, request: Addressed, gone: AbortSignal): Promise<Order> {
    const open = await this.openOrWait(visitor, gone);
    if (!open) return [['work', 'none']];
    const node = await this.nodes.byId(visitor.nodeId);
    try {
      return await this.orderFor(node, open, this.ownUrl.from(request));
    } catch (error) {
      if (!(error instanceof ImpossibleOrder)) throw error;
      this.log.warn('work cannot be handed out', { node: node.name, work: open.id, reason: error.message });
      await this.works.fail(node.id, open.id, { why: `It cannot be done: ${error.message}`, at: visitor.at });
      return [['work', 'none']];
    }
  }

  private async openOrWait({ nodeId, at }: Visitor, gone: AbortSignal): Promise<WorkRow | null> {
    const found = new AbortController();
    // Listening begins before looking, so that work which opens in between is not missed.
    const woken = this.signal.wait(nodeId, this.poll.seconds, AbortSignal.any([gone, found.signal]));
    const open = await this.works.openFor(nodeId);
    if (open) found.abort();
    await woken;
    if (gone.aborted) await this.nodes.agentLost(nodeId, at);
    return open ?? (gone.aborted ? null : this.works.openFor(nodeId));
  }

  private async orderFor(node: NodeRow, { id, request, secrets }: WorkRow, url: string): Promise<Order> {
    switch (request.kind) {
      case 'configure':
        return configureOrder(id, request);
      case 'erase':
        return eraseOrder(id, node, request);
      case 'deploy': {
        const [image, networks, repositories, opened] = await Promise.all([
          this.images.named(node.platform?.image ?? ''),
          this.settings.networks(),
          this.repositories(),
          this.secrets.open(node.name, secrets),
        ]);
        return deployOrder({ id, node, request, image, networks, repositories, secrets: opened, url });
      }
    }
  }

  private async repositories(): Promise<KnownRepository[]> {
    const repositories = await this.settings.repositories();
    return Promise.all(
      repositories.map(async (repository) => ({
        repository,
        login: await this.credentials.find(repository.name).catch(notToBeOpened(repository.name)),
      })),
    );
  }
}

const notToBeOpened = (name: string) => (error: unknown) => {
  if (!(error instanceof SealError)) throw error;
  throw new ImpossibleOrder(`the account of the repository ${name} cannot be opened any more; run prepare_site again`);
};
