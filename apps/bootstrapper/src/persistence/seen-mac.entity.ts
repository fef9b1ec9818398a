import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A MAC address that asked for a boot script and belongs to no node that is known here. */
@Entity('seen_mac')
export class SeenMacRow {
  @PrimaryColumn('text') mac: string;
  @Column('timestamptz', { name: 'first_seen_at' }) firstSeenAt: Date;
  @Column('timestamptz', { name: 'last_seen_at' }) lastSeenAt: Date;
  @Column('int') times: number;
}
