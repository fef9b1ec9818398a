import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the site as a whole was told: networks, links, storage layouts, hardware profiles, repositories, keys. */
export const siteSettingKinds = [
  'networks',
  'links',
  'route-domains',
  'storage-layouts',
  'hardware-profiles',
  'repositories',
  'authorized-keys',
] as const;
export type SiteSettingKind = (typeof siteSettingKinds)[number];

@Entity('site_setting')
export class SiteSettingRow {
  @PrimaryColumn('text') kind: SiteSettingKind;
  @PrimaryColumn('text') name: string;
  @Column('jsonb') content: object;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
