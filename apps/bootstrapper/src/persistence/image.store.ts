import { notFound } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonical } from '../domain/canonical.js';
import { ImageRow } from './image.entity.js';

export type ImageDefinition = Pick<ImageRow, 'name' | 'url' | 'sha256' | 'kernel' | 'architecture'>;

@Injectable()
export class ImageStore {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<ImageRow[]> {
    return this.dataSource.getRepository(ImageRow).find({ order: { name: 'asc' } });
  }

  async named(name: string): Promise<ImageRow> {
    const image = await this.dataSource.getRepository(ImageRow).findOneBy({ name });
    if (!image) throw notFound(`image ${name}`);
    return image;
  }

  fetching(): Promise<ImageRow[]> {
    return this.dataSource.getRepository(ImageRow).findBy({ state: 'fetching' });
  }

  /** Keeps the definition; one that is new, changed or failed before is to be fetched. */
  put(definition: ImageDefinition, at: Date): Promise<{ changed: boolean; image: ImageRow }> {
    return this.dataSource.transaction(async (tx) => {
      const { name } = definition;
      const before = await tx.findOne(ImageRow, { where: { name }, lock: { mode: 'pessimistic_write' } });
      const changed = before === null || canonical(definitionOf(before)) !== canonical(definition);
      if (changed || before.state === 'failed') {
        const row = { ...definition, state: 'fetching' as const, failure: null, sizeBytes: null, updatedAt: at };
        await tx.upsert(ImageRow, row, ['name']);
      }
      return { changed, image: await tx.findOneByOrFail(ImageRow, { name }) };
    });
  }

  /** Notes how fetching ended, unless the image was defined anew meanwhile. */
  async fetched({ name, url, sha256 }: ImageRow, outcome: FetchOutcome, at: Date): Promise<void> {
    await this.dataSource
      .getRepository(ImageRow)
      .update({ name, url, sha256, state: 'fetching' }, { ...outcome, updatedAt: at });
  }

  /** Its file is gone: it has to be fetched again. */
  async lost(name: string): Promise<void> {
    await this.dataSource.getRepository(ImageRow).update({ name, state: 'available' }, { state: 'fetching' });
  }
}

export type FetchOutcome =
  | { readonly state: 'available'; readonly sizeBytes: number; readonly failure: null }
  | { readonly state: 'failed'; readonly failure: string };

const definitionOf = ({ name, url, sha256, kernel, architecture }: ImageRow): ImageDefinition => ({
  name,
  url,
  sha256,
  kernel,
  architecture,
});
