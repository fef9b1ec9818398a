import type { EffectiveSite, EffectiveSwitch } from '@drydock/site-design';
import type { DataSource } from 'typeorm';
import { DesignRow } from '../persistence/entities.js';

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

  constructor(private readonly dataSource: DataSource) {}

  get({ designId, sealRevision }: SealedDesign): Promise<SiteOfDesign> {
    const key = `${designId}/${sealRevision}`;
    const known = this.designs.get(key);
    if (known) return known;
    const loading = this.load(designId);
    this.designs.set(key, loading);
    loading.catch(() => this.designs.delete(key));
    const [oldest] = this.designs.keys();
    if (this.designs.size > kept && oldest !== undefined) this.designs.delete(oldest);
    return loading;
  }

  private load(id: string): Promise<SiteOfDesign> {
    return this.dataSource
      .getRepository(DesignRow)
      .findOneOrFail({ where: { id }, select: { id: true, site: true, switches: true } });
  }
}
