import type { Sql } from '@drydock/messaging';
import type { EffectiveSite, EffectiveSwitch } from '@drydock/site-design';

/** The part of a design that every walk looks at. */
export interface SiteOfDesign {
  readonly site: EffectiveSite;
  readonly switches: Readonly<Record<string, EffectiveSwitch>>;
}

/** A design, with the seals that it has at the moment. */
export interface SealedDesign {
  readonly designId: string;
  readonly sealRevision: number;
}

const kept = 16;

/** Designs never change but for their seals, so the ones in use are kept at hand. */
export class DesignCache {
  private readonly designs = new Map<string, Promise<SiteOfDesign>>();

  /** In the caller's transaction: if all who hold a connection waited for one more, nobody would ever get it. */
  get({ designId, sealRevision }: SealedDesign, sql: Sql): Promise<SiteOfDesign> {
    const key = `${designId}/${sealRevision}`;
    const known = this.designs.get(key);
    if (known) return known;
    const loading = this.load(designId, sql);
    this.designs.set(key, loading);
    loading.catch(() => this.designs.delete(key));
    const [oldest] = this.designs.keys();
    if (this.designs.size > kept && oldest !== undefined) this.designs.delete(oldest);
    return loading;
  }

  private async load(id: string, sql: Sql): Promise<SiteOfDesign> {
    const { rows } = await sql.query<SiteOfDesign>({
      name: 'engine-site-of-design',
      text: 'select site, switches from design where id = $1',
      values: [id],
    });
    const [found] = rows;
    if (!found) throw new Error(`There is no design ${id}.`);
    return found;
  }
}
