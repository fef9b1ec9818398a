import type { Announcement } from '@drydock/contracts';
import { kidOf } from '@drydock/service';
import type { Pool } from 'pg';

/** What still needs a key of a service. */
export interface SealUse {
  /** `unknown`, without a `kid`, for designs that were sealed before it was noted with what. */
  readonly service: string;
  readonly kid: string | null;
  /** Whether the service announces it; null without an announcement. */
  readonly announced: 'newest' | 'older' | 'no' | null;
  readonly designs: readonly DesignUse[];
  /** Commands that were sent with it and whose walks have not ended. They keep it: a command that comes again is the same. */
  readonly openCommands: number;
}

export interface DesignUse {
  readonly id: string;
  readonly sealedAt: string;
  /** Tasks of the design that have not ended. */
  readonly openTasks: number;
}

interface Uses extends Pick<SealUse, 'service' | 'kid'> {
  readonly designs: DesignUse[];
  openCommands: number;
}

/** Looks up what is sealed with which key, so that an operator knows when an old one may go. */
export class SealUseStore {
  constructor(private readonly pool: Pool) {}

  async list(announcements: readonly Announcement[]): Promise<SealUse[]> {
    const uses: Uses[] = [];
    const usesOf = (service: string, kid: string | null): Uses => {
      const known = uses.find((use) => use.service === service && use.kid === kid);
      if (known) return known;
      const fresh = { service, kid, designs: [], openCommands: 0 };
      uses.push(fresh);
      return fresh;
    };
    for (const { service, keys } of announcements) for (const { kid } of keys) usesOf(service, String(kid));
    for (const { service, kid, ...design } of await this.designs()) usesOf(service, kid).designs.push(design);
    for (const { service, sealed } of await this.openCommands()) usesOf(service, kidOf({ sealed })).openCommands += 1;
    return uses.map((use) => ({ ...use, announced: announcedAs(use, announcements) }));
  }

  private async designs(): Promise<(DesignUse & { service: string; kid: string | null })[]> {
    const { rows } = await this.pool.query<{
      service: string;
      kid: string | null;
      id: string;
      sealedAt: Date;
      openTasks: number;
    }>(
      `select w.service, k.kid, d.id, d.sealed_at as "sealedAt",
              (select count(*)::integer from task t where t.design_id = d.id and t.state <> 'ended') as "openTasks"
       from design d,
            jsonb_each(case d.sealed_with when '{}' then '{"unknown":[null]}' else d.sealed_with end) as w (service, kids),
            jsonb_array_elements_text(w.kids) as k (kid)
       order by d.sealed_at desc`,
    );
    return rows.map((row) => ({ ...row, sealedAt: row.sealedAt.toISOString() }));
  }

  private async openCommands(): Promise<{ service: string; sealed: string }[]> {
    const { rows } = await this.pool.query<{ service: string; sealed: string }>(
      `select kept.service, seal #>> '{}' as sealed
       from (
         select service, command::jsonb from awaited_action where command is not null
         union all
         select s.service, s.command from step s join walk w on w.id = s.walk_id
         where w.state <> 'ended' and s.command is not null) as kept,
         jsonb_path_query(kept.command, 'strict $.**.sealed') as seal`,
    );
    return rows;
  }
}

function announcedAs(
  { service, kid }: { service: string; kid: string | null },
  announcements: readonly Announcement[],
): SealUse['announced'] {
  const keys = announcements.find((announcement) => announcement.service === service)?.keys;
  if (!keys) return null;
  const position = keys.findIndex((key) => key['kid'] === kid);
  if (position < 0) return 'no';
  return position === 0 ? 'newest' : 'older';
}
