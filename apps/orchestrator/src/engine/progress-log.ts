import type { ActionRecord } from '@drydock/contracts';
import { inTransaction, takeNew } from '@drydock/messaging';
import type { Pool } from 'pg';
import type { EventStore } from './event.store.js';

interface Progressed {
  readonly taskId: string;
  readonly node: string | null;
  readonly name: string;
  readonly item: string | null;
  readonly progress: Record<string, unknown>;
}

/** How far the actions of waiting steps are: shown, never decided upon. */
export class ProgressLog {
  constructor(
    private readonly pool: Pool,
    private readonly events: EventStore,
    private readonly onEvents: () => void,
  ) {}

  /** A message that was told before changes nothing, nor does one that is older than what is known. */
  async keep(messages: readonly { readonly id: string; readonly record: ActionRecord }[]): Promise<void> {
    if (messages.length === 0) return;
    await inTransaction(this.pool, async (transaction) => {
      const fresh = await takeNew(
        transaction,
        messages.map(({ id }) => id),
      );
      const telling = messages.filter(({ id, record }) => fresh.has(id) && record.progress).map(({ record }) => record);
      const { rows } = await transaction.query<Progressed>({
        name: 'progress-keep',
        text: `update step s set progress = n.progress, progress_revision = n.revision
               from (select distinct on (id) id, progress, revision from unnest($1::uuid[], $2::jsonb[], $3::integer[]) as p (id, progress, revision)
                     order by id, revision desc) n
               where s.action_id = n.id and s.state = 'sent' and s.progress_revision < n.revision
               returning s.task_id as "taskId", s.node, s.name, s.item, s.progress`,
        values: [
          telling.map(({ id }) => id),
          telling.map(({ progress }) => JSON.stringify(progress)),
          telling.map(({ revision }) => revision),
        ],
      });
      await this.events.append(
        transaction,
        rows.map(({ taskId, node, name, item, progress }) => ({
          taskId,
          node,
          kind: 'step-progressed',
          body: { step: name, item, progress },
        })),
      );
    });
    this.onEvents();
  }
}
