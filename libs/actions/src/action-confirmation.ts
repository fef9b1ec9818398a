import { hasEnded, type Confirmation } from '@drydock/contracts';
import { enqueue, inTransaction, type OutboxRelay } from '@drydock/messaging';
import { conflict, notFound, type Database } from '@drydock/service';
import type { ActionRow } from './action.entity.js';
import type { ActionRunner } from './action-runner.js';
import type { ActionServiceDefinition } from './action-service.js';
import type { ActionStore } from './action.store.js';
import { messageAbout } from './result-messages.js';

export interface ConfirmationParts {
  readonly definition: ActionServiceDefinition;
  readonly database: Database;
  readonly store: ActionStore;
  readonly runner: ActionRunner;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly now: () => number;
}

/** Who says that it is done, and what there is to say about it. */
export type Confirmed = Pick<Confirmation, 'by' | 'note'>;

/** Takes down that an operator has done what an action waits for. Its runner, on whichever replica, ends it then. */
export class ActionConfirmation {
  constructor(private readonly parts: ConfirmationParts) {}

  /** The same confirmation again is the same one; another one is refused, as is any of an action that waits for nobody. */
  async confirm(id: string, { by, note }: Confirmed): Promise<ActionRow> {
    const { definition, database, store, relay, runner, now } = this.parts;
    const confirmation: Confirmation = { by, at: new Date(now()).toISOString(), note };
    const row = await this.existing(id);
    if (definition.drivers.get(row.driver)?.traits.confirmedByOperator !== true) {
      throw conflict(
        `The action ${id} is carried out by the driver ${row.driver}, and waits for nobody to confirm it.`,
      );
    }
    const confirmed = await inTransaction(database.pool, async (transaction) => {
      const rows = await store.confirm(transaction, id, confirmation);
      const messages = rows.map((one) => messageAbout(definition.service, one, new Date(now())));
      await enqueue(transaction, messages);
      return rows[0];
    });
    if (!confirmed) return this.sameOrRefused(await this.existing(id), { by, note });
    relay.wake();
    runner.wake();
    return confirmed;
  }

  private sameOrRefused(row: ActionRow, { by, note }: Confirmed): ActionRow {
    const { id, state, confirmation } = row;
    if (confirmation?.by === by && confirmation.note === note) return row;
    if (confirmation) throw conflict(`The action ${id} was confirmed by ${confirmation.by} at ${confirmation.at}.`);
    if (hasEnded(state)) throw conflict(`The action ${id} has ended: its state is ${state}.`);
    throw conflict(`The action ${id} does not wait for a confirmation: its state is ${state}.`);
  }

  private async existing(id: string): Promise<ActionRow> {
    const row = await this.parts.store.find(id);
    if (!row) throw notFound(`action ${id}`);
    return row;
  }
}
