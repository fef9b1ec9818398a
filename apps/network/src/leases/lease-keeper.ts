import type { ActionRunner, ActionStore } from '@drydock/actions';
import { catalogue, messageTypes, subjects } from '@drydock/contracts';
import { enqueue, envelope, inTransaction, type OutboxRelay, WakeUp, type OutgoingMessage } from '@drydock/messaging';
import type { Database, Log } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { takeExpired, type ExpiredLease } from './lease.store.js';

const everyMilliseconds = 1_000;

/** Isolates ports whose provisioning lease nobody renewed: a node whose task died must not stay in the provisioning network. */
export class LeaseKeeper {
  private readonly loop: WakeUp;

  constructor(
    private readonly database: Database,
    private readonly store: ActionStore,
    private readonly after: { readonly runner: ActionRunner; readonly relay: OutboxRelay; readonly log: Log },
  ) {
    this.loop = new WakeUp(
      () => this.isolateExpired(),
      everyMilliseconds,
      (error) => after.log.problem('leases of ports were not looked after; it is tried again', error),
    );
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async isolateExpired(): Promise<boolean> {
    const expired = await inTransaction(this.database.pool, async (transaction) => {
      const leases = await takeExpired(transaction);
      await this.store.accept(transaction, leases.map(isolation));
      await enqueue(transaction, leases.map(tidings));
      return leases;
    });
    for (const { key, port, node, taskId } of expired) {
      this.after.log.warn('a port is isolated: nobody renewed its lease', { switch: key, port, node, task: taskId });
    }
    if (expired.length > 0) {
      this.after.runner.wake();
      this.after.relay.wake();
    }
    return false;
  }
}

const isolation = ({ key, port, node, taskId, target, keepVlans }: ExpiredLease) => {
  const id = randomUUID();
  const parameters = {
    port,
    untaggedVlan: null,
    taggedVlans: [],
    keepVlans,
    description: `${node ?? 'node'} isolated: lease expired`,
  };
  const { timeoutSeconds } = catalogue.network.ConfigurePortProduction;
  const request = { id, action: 'ConfigurePortProduction', node, target, parameters };
  return { id, request, key, part: port, timeoutSeconds, taskId, traceparent: null };
};

const tidings = ({ key, port, node, taskId, actionId }: ExpiredLease): OutgoingMessage =>
  envelope({
    subject: subjects.event('network', 'provisioning-lease-expired'),
    id: randomUUID(),
    source: 'network',
    type: messageTypes.event('network', 'provisioning-lease-expired'),
    about: node ?? 'site',
    time: new Date(),
    taskId,
    body: {
      node,
      target: key,
      before: { port, action: actionId },
      after: { port, isolated: true },
      at: new Date().toISOString(),
      revision: 1,
    },
  });
