import { SealError, SealKeys } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonical } from '../domain/canonical.js';
import { isRepositoryLogin, type RepositoryLogin } from '../domain/repository-files.js';
import { RepositoryCredentialRow } from './repository-credential.entity.js';

/** The accounts of package repositories: sealed at rest, and opened when a node is given them. */
@Injectable()
export class RepositoryCredentialStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: SealKeys,
  ) {}

  /** Seals it anew, with the newest key, also where it is the same. */
  async put(name: string, login: RepositoryLogin, at: Date): Promise<{ changed: boolean }> {
    const { sealed } = await this.keys.seal(login, addressOf(name));
    const before = await this.find(name).catch(lostOrDamaged);
    await this.dataSource.manager.upsert(RepositoryCredentialRow, { name, sealed, updatedAt: at }, ['name']);
    return { changed: canonical(before) !== canonical(login) };
  }

  async remove(name: string): Promise<{ changed: boolean }> {
    const { affected } = await this.dataSource.manager.delete(RepositoryCredentialRow, { name });
    return { changed: (affected ?? 0) > 0 };
  }

  /** Null where the repository wants none. A `SealError` where it cannot be opened any more. */
  async find(name: string): Promise<RepositoryLogin | null> {
    const row = await this.dataSource.manager.findOneBy(RepositoryCredentialRow, { name });
    if (!row) return null;
    const opened = await this.keys.open(row, addressOf(name));
    if (isRepositoryLogin(opened)) return opened;
    throw new SealError(`The account of the repository ${name} is damaged.`);
  }
}

const addressOf = (name: string): string => `drydock-bootstrapper/repositories/${encodeURIComponent(name)}`;

/** It is about to be replaced by one that can be opened. */
function lostOrDamaged(error: unknown): null {
  if (error instanceof SealError) return null;
  throw error;
}
