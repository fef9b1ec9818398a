import { kidOf, type Database, type SealKeys } from '@drydock/service';

/** One of the service's keys, or a key that it has no more, and what is still sealed with it here. */
export interface SealUse {
  readonly kid: string | null;
  readonly key: 'newest' | 'older' | 'missing';
  /** Actions that have not ended. */
  readonly openActions: number;
  /** What the service keeps beside actions, such as the leases of switch ports. */
  readonly kept: number;
}

interface Row {
  readonly place: 'openActions' | 'kept';
  readonly sealed: string;
}

/** Looks up what a service still needs its keys for. */
export class SealUses {
  constructor(
    private readonly database: Database,
    private readonly keys: SealKeys,
    /** A query for what has seals in it beside actions: one column `holder`, of JSON. */
    private readonly keptIn: string | undefined,
  ) {}

  async list(): Promise<SealUse[]> {
    const own = this.keys.publicKeys().map(({ kid }) => String(kid));
    const uses = new Map(own.map((kid) => [kid, { openActions: 0, kept: 0 }]));
    const stray = { openActions: 0, kept: 0 };
    for (const { place, sealed } of await this.seals()) {
      const kid = kidOf({ sealed });
      const counted = kid === null ? stray : (uses.get(kid) ?? { openActions: 0, kept: 0 });
      counted[place] += 1;
      if (kid !== null) uses.set(kid, counted);
    }
    const unread: SealUse[] = stray.openActions + stray.kept > 0 ? [{ kid: null, key: 'missing', ...stray }] : [];
    return [...[...uses].map(([kid, counted]) => ({ kid, key: standing(own.indexOf(kid)), ...counted })), ...unread];
  }

  private async seals(): Promise<Row[]> {
    const { rows } = await this.database.pool.query<Row>(
      `with holders as (
         select 'openActions' as place, request as holder from action
         where state in ('accepted','running','waiting','stopping')
         ${this.keptIn === undefined ? '' : `union all select 'kept', holder from (${this.keptIn}) as kept (holder)`})
       select place, seal #>> '{}' as sealed from holders, jsonb_path_query(holder, 'strict $.**.sealed') as seal`,
    );
    return rows;
  }
}

const standing = (position: number): SealUse['key'] => {
  if (position < 0) return 'missing';
  return position === 0 ? 'newest' : 'older';
};
