import type { Sql } from '@drydock/messaging';
import type { ActionRow } from './action.entity.js';
import type { AcceptedAction } from './action.store.js';
import type { RunnerStore, TakenAction } from './runner.store.js';

/** A target that was taken for an action that is being accepted, with what is remembered of it. */
export interface HeldTarget {
  readonly key: string;
  readonly epoch: string;
  readonly memory: unknown;
  readonly facts: Record<string, unknown>;
}

interface ClaimSettings {
  /** Who holds, and for how long without a word. */
  readonly holder: string;
  readonly leaseSeconds: number;
  /** For so many actions, the first ones. */
  readonly room: number;
  /** Actions of one target that may be under way together. */
  readonly lanes: number;
  /** Targets at which a call goes on whose end counts no more. */
  readonly lostKeys: readonly string[];
}

/**
 * Takes targets for actions in the transaction that accepts them, so that these need not be looked for, and written, once more to begin.
 * First the targets, which are locked by it, then the actions: only then can it be seen whether others are open at them.
 */
export class Claim {
  private readonly held = new Map<string, HeldTarget>();

  constructor(
    private readonly store: Pick<RunnerStore, 'release'>,
    private readonly settings: ClaimSettings,
  ) {}

  /** Takes those of their targets that nobody holds and none that rests. Answers which actions may begin with that, by their ids. */
  async take(sql: Sql, actions: readonly AcceptedAction[]): Promise<Map<string, HeldTarget>> {
    const { room, lostKeys } = this.settings;
    const wanted = actions.slice(0, room).filter(({ key }) => !lostKeys.includes(key));
    const targets = await this.hold(
      sql,
      wanted.map(({ key }) => key),
    );
    for (const target of targets) this.held.set(target.key, target);
    const lanes = new Lanes(this.settings.lanes);
    const holds = new Map<string, HeldTarget>();
    for (const action of wanted) {
      const target = this.held.get(action.key);
      if (target && lanes.enter(action)) holds.set(action.id, target);
    }
    return holds;
  }

  /** What has begun among the rows of these actions. Targets at which nothing has are let go of. */
  async begun(
    sql: Sql,
    actions: readonly AcceptedAction[],
    rows: readonly Omit<ActionRow, 'request'>[],
  ): Promise<TakenAction[]> {
    const requests = new Map(actions.map(({ id, request }) => [id, request]));
    const begun = rows.flatMap((row) => {
      const [request, target] = [requests.get(row.id), this.held.get(row.key)];
      if (row.state !== 'running' || !request || !target) return [];
      return [{ ...row, request, memory: target.memory, facts: target.facts }];
    });
    const used = new Set(begun.map(({ key }) => key));
    const vain = [...this.held.keys()].filter((key) => !used.has(key));
    if (vain.length > 0) {
      await this.store.release(
        sql,
        vain.map((key) => ({ key, restSeconds: 0 })),
      );
    }
    return begun;
  }

  private async hold(sql: Sql, keys: readonly string[]): Promise<HeldTarget[]> {
    const { rows } = await sql.query<HeldTarget>({
      name: 'claim-hold',
      text: `
        with asked as (select distinct key from unnest($1::text[]) as asked (key)),
        made as (
          insert into target (key, holder, epoch, lease_until)
          select key, $2, 1, now() + make_interval(secs => $3) from asked
          where not exists (select from target t where t.key = asked.key) order by key
          on conflict do nothing
          returning key, epoch, memory, facts),
        free as (
          select t.key from target t join asked using (key)
          where (t.holder is null or t.lease_until < now()) and (t.rest_until is null or t.rest_until <= now())
          order by t.key for no key update of t skip locked),
        held as (
          update target t set epoch = t.epoch + 1, holder = $2, lease_until = now() + make_interval(secs => $3)
          from free where t.key = free.key
          returning t.key, t.epoch, t.memory, t.facts)
        select * from made union all select * from held`,
      values: [keys, this.settings.holder, this.settings.leaseSeconds],
    });
    return rows;
  }
}

/** Who may begin together at a target: so many at most, and one at each part. */
class Lanes {
  private readonly entered = new Map<string, (string | null)[]>();

  constructor(private readonly lanes: number) {}

  enter({ key, part }: AcceptedAction): boolean {
    const parts = this.entered.get(key) ?? [];
    if (parts.length >= this.lanes || (part !== null && parts.includes(part))) return false;
    this.entered.set(key, [...parts, part]);
    return true;
  }
}
