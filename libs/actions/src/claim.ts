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
    private readonly store: Pick<RunnerStore, 'hold' | 'release'>,
    private readonly settings: ClaimSettings,
  ) {}

  /** Takes those of their targets that nobody holds and none that rests. Answers which actions may begin with that, by their ids. */
  async take(sql: Sql, actions: readonly AcceptedAction[]): Promise<Map<string, HeldTarget>> {
    const { room, lostKeys } = this.settings;
    const wanted = actions.slice(0, room).filter(({ key }) => !lostKeys.includes(key));
    const targets = await this.store.hold(
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
