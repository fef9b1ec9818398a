import { enqueue, inTransaction, type OutboxRelay } from '@drydock/messaging';
import type { Pool } from 'pg';
import { LeaseStore } from './lease.store.js';
import { commandMessage } from './mover.js';
import { derivedId } from './world.js';

/** Renews the leases of switch ports that walks still need: the same command again, as a new action. */
export class LeaseKeeper {
  private readonly store = new LeaseStore();

  constructor(
    private readonly pool: Pool,
    private readonly relay: OutboxRelay,
    private readonly now: () => Date,
  ) {}

  async renew(): Promise<void> {
    const renewed = await inTransaction(this.pool, async (transaction) => {
      const ports = await this.store.takeDue(transaction);
      const messages = ports.map(({ stepId, node, taskId, renewals, command }) => {
        const { deadline: _passed, ...body } = command;
        const again = { ...body, id: derivedId(stepId, 'renewal', String(renewals)) };
        const action = { service: 'network' as const, action: 'ConfigurePortProvisioning', body: again };
        return commandMessage({ command: action, node, taskId, sends: 1, time: this.now() });
      });
      await enqueue(transaction, messages);
      return ports.length;
    });
    if (renewed > 0) this.relay.wake();
  }
}
