import type { ActionRecord } from '@drydock/contracts';
import { inTransaction } from '@drydock/messaging';
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

  async keep(records: readonly ActionRecord[]): Promise<void> {
    const telling = records.filter(({ progress }) => progress !== null && progress !== undefined);
    if (telling.length === 0) return;
    await inTransaction(this.pool, async (transaction) => {
      const { rows } = await transaction.query<Progressed>({
        name: 'progress-keep',
        text: `update step s set progress = n.progress
               from (select distinct on (id) id, progress from unnest($1::uuid[], $2::jsonb[], $3::integer[]) as p (id, progress, revision)
                     order by id, revision desc) n
               where s.action_id = n.id and s.state = 'sent'
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
