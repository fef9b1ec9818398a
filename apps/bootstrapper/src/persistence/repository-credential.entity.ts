import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The account of a package repository, sealed for the bootstrapper itself. */
@Entity('repository_credential')
export class RepositoryCredentialRow {
  @PrimaryColumn('text') name: string;
  @Column('text') sealed: string;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
