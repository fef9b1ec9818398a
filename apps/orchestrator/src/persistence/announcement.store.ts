import type { Announcement } from '@drydock/contracts';
import type { DataSource } from 'typeorm';
import { AnnouncementRow } from './entities.js';

/** The latest word of every service about itself. */
export class AnnouncementStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps an announcement unless a newer one is known. */
  async keep(body: Announcement, at: Date): Promise<void> {
    await this.dataSource.query(
      `insert into announcement (service, body, announced_at) values ($1, $2, $3)
       on conflict (service) do update set body = excluded.body, announced_at = excluded.announced_at
       where announcement.announced_at <= excluded.announced_at`,
      [body.service, body, at],
    );
  }

  async all(): Promise<AnnouncementRow[]> {
    return this.dataSource.getRepository(AnnouncementRow).find();
  }
}
