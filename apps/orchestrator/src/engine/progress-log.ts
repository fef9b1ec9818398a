import type { ActionRecord } from '@drydock/contracts';
import { fromJsonLines, inTransaction, jsonLines, takeNew } from '@drydock/messaging';
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
        // In the order in which walks write their steps: two that wait for each other would both be late.
        text: `with newest as (
                 select distinct on (id) id, progress, revision from unnest($1::uuid[], ${fromJsonLines('$2', 'jsonb')}, $3::integer[]) as p (id, progress, revision)
                 order by id, revision desc),
               told as (
                 select s.id, n.progress, n.revision
                 from newest n join awaited_action a on a.action_id = n.id join step s on s.id = a.step_id
                 where s.state = 'sent' and s.action_id = n.id and s.progress_revision < n.revision order by s.id for no key update of s)
               update step s set progress = told.progress, progress_revision = told.revision
               from told where s.id = told.id
               returning s.task_id as "taskId", s.node, s.name, s.item, s.progress`,
        values: [
          telling.map(({ id }) => id),
          jsonLines(telling.map(({ progress }) => progress)),
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
