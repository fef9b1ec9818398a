import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SeenMacRow } from './seen-mac.entity.js';

/** More than a site has: somebody is making MAC addresses up. */
const atMost = 10_000;

@Injectable()
export class SeenMacStore {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<SeenMacRow[]> {
    return this.dataSource.getRepository(SeenMacRow).find({ order: { lastSeenAt: 'desc' }, take: 500 });
  }

  /** Notes that a MAC address of no known node asked for a boot script. */
  async seen(mac: string, at: Date): Promise<void> {
    await this.dataSource.query(
      `insert into seen_mac (mac, first_seen_at, last_seen_at, times)
       select $1, $2, $2, 1 where (select count(*) from seen_mac) < $3 or exists (select from seen_mac where mac = $1)
       on conflict (mac) do update set last_seen_at = $2, times = seen_mac.times + 1`,
      [mac, at, atMost],
    );
  }
}
