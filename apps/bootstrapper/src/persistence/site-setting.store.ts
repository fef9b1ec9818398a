import { EffectiveNetwork, HardwareConfig, PackageRepository, parse } from '@drydock/contracts';
import { notFound } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonical } from '../domain/canonical.js';
import { SiteSettingRow, type SiteSettingKind } from './site-setting.entity.js';

@Injectable()
export class SiteSettingStore {
  constructor(private readonly dataSource: DataSource) {}

  list(kind: SiteSettingKind): Promise<SiteSettingRow[]> {
    return this.dataSource.getRepository(SiteSettingRow).find({ where: { kind }, order: { name: 'asc' } });
  }

  async find(kind: SiteSettingKind, name: string): Promise<SiteSettingRow> {
    const row = await this.dataSource.getRepository(SiteSettingRow).findOneBy({ kind, name });
    if (!row) throw notFound(`${name} among the ${kind}`);
    return row;
  }

  put(row: SiteSettingRow): Promise<{ changed: boolean }> {
    return this.dataSource.transaction(async (tx) => {
      const { kind, name } = row;
      const before = await tx.findOne(SiteSettingRow, { where: { kind, name }, lock: { mode: 'pessimistic_write' } });
      const changed = before === null || canonical(before.content) !== canonical(row.content);
      if (changed) await tx.upsert(SiteSettingRow, { ...row }, ['kind', 'name']);
      return { changed };
    });
  }

  async remove(kind: SiteSettingKind, name: string): Promise<{ changed: boolean }> {
    const { affected } = await this.dataSource.manager.delete(SiteSettingRow, { kind, name });
    return { changed: (affected ?? 0) > 0 };
  }

  /** A hardware profile, as PrepareHardwareConfig made it known. */
  async profile(name: string): Promise<HardwareConfig> {
    const { content } = await this.find('hardware-profiles', name);
    return reread(HardwareConfig, content);
  }

  async repository(name: string): Promise<PackageRepository> {
    const { content } = await this.find('repositories', name);
    return reread(PackageRepository, content);
  }

  async repositories(): Promise<PackageRepository[]> {
    const rows = await this.list('repositories');
    return rows.map(({ content }) => reread(PackageRepository, content));
  }

  async networks(): Promise<EffectiveNetwork[]> {
    const rows = await this.list('networks');
    return rows.map(({ content }) => reread(EffectiveNetwork, content));
  }

  /** The keys that every node of the site lets in. */
  async authorizedKeys(): Promise<string[]> {
    const rows = await this.list('authorized-keys');
    return rows.flatMap(({ content }) =>
      'keys' in content && Array.isArray(content.keys) ? content.keys.map(String) : [],
    );
  }
}

/** What this service stored it also understands; a newer one may have added fields. */
function reread<T extends object>(shape: new () => T, content: object): T {
  const parsed = parse(shape, content, 'ignore');
  if (parsed.ok) return parsed.value;
  throw new Error(`A stored ${shape.name} cannot be read: ${parsed.complaints.map(({ path }) => path).join(', ')}`);
}
