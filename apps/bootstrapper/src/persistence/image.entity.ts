import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ImageState = 'fetching' | 'available' | 'failed';

/** An operating system image: where it comes from and whether its verified copy is here. */
@Entity('image')
export class ImageRow {
  @PrimaryColumn('text') name: string;
  @Column('text') url: string;
  @Column('text') sha256: string;
  @Column('text', { nullable: true }) kernel: string | null;
  @Column('text', { nullable: true }) architecture: string | null;
  @Column('text') state: ImageState;
  @Column('text', { nullable: true }) failure: string | null;
  @Column('bigint', {
    name: 'size_bytes',
    nullable: true,
    transformer: {
      from: (value: string | null) => (value === null ? null : Number(value)),
      to: (value: unknown) => value,
    },
  })
  sizeBytes: number | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
