import { Log } from '@drydock/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { Clock } from '../clock.js';
import type { ImageRow } from '../persistence/image.entity.js';
import { ImageStore, type FetchOutcome, type ImageDefinition } from '../persistence/image.store.js';
import { download, DownloadError, isThere } from './image-download.js';

/** Where images are kept, and how much of them and how long it may take. */
export class ImageOptions {
  constructor(
    readonly directory: string,
    readonly maximumBytes: number,
    readonly timeoutSeconds: number,
  ) {}
}

const betweenTriesMilliseconds = 2_000;

/** The images there are, fetched in the background and kept on disk by their checksum. */
@Injectable()
export class ImageCatalogue implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopped = new AbortController();
  private readonly later = new Set<NodeJS.Timeout>();
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly images: ImageStore,
    private readonly options: ImageOptions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Takes up what a former process left half done, and misses files that are gone. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { name, state, sha256, sizeBytes } of await this.images.list()) {
      if (state === 'available' && !(await isThere(this.pathOf(sha256), sizeBytes ?? -1))) await this.images.lost(name);
    }
    for (const image of await this.images.fetching()) this.fetch(image);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    for (const timer of this.later) clearTimeout(timer);
    await Promise.allSettled(this.underWay.values());
  }

  async put(definition: ImageDefinition): Promise<{ changed: boolean; image: ImageRow }> {
    const { changed, image } = await this.images.put(definition, this.clock.now());
    if (image.state === 'fetching') this.fetch(image);
    return { changed, image };
  }

  pathOf(sha256: string): string {
    return join(this.options.directory, sha256);
  }

  private fetch(image: ImageRow, triesLeft = 3): void {
    const key = `${image.name} ${image.url} ${image.sha256}`;
    if (this.underWay.has(key)) return;
    const fetching = this.attempt(image, triesLeft)
      .catch((error: unknown) => this.log.problem('an image cannot be noted', error, { image: image.name }))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, fetching);
  }

  private async attempt(image: ImageRow, triesLeft: number): Promise<void> {
    const { url, sha256 } = image;
    const { maximumBytes, timeoutSeconds } = this.options;
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    try {
      const sizeBytes = await download({ url, sha256, path: this.pathOf(sha256), maximumBytes, signal });
      await this.note(image, { state: 'available', sizeBytes, failure: null });
    } catch (error) {
      // A fetch that ends because the process ends is no failure: the next process takes it up.
      if (this.stopped.signal.aborted) return;
      if (!(error instanceof DownloadError)) throw error;
      if (error.passing && triesLeft > 0) this.fetchLater(image, triesLeft - 1);
      else await this.note(image, { state: 'failed', failure: error.message });
    }
  }

  private fetchLater(image: ImageRow, triesLeft: number): void {
    const timer = setTimeout(() => {
      this.later.delete(timer);
      this.fetch(image, triesLeft);
    }, betweenTriesMilliseconds);
    this.later.add(timer);
  }

  private async note(image: ImageRow, outcome: FetchOutcome): Promise<void> {
    await this.images.fetched(image, outcome, this.clock.now());
    this.log.info('image fetched', { image: image.name, ...outcome });
  }
}
