import { createHash } from 'node:crypto';
import type { NodeLife } from '../node/boot-environment.js';
import { isFinal } from './agent-connection.js';

export interface ImageOrder {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
}

const tries = 5;
const betweenTriesMilliseconds = 2_000;

/** Why the image is not on the disk. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** Downloads the whole image, telling how far it is, and compares its checksum. A broken download is begun again. */
export async function downloadImage(
  image: ImageOrder,
  life: NodeLife,
  tell: (percent: number) => Promise<void>,
): Promise<void> {
  const found = await downloadWithRetries(image, life, tell);
  if (found !== image.sha256) throw new ImageError(`the SHA-256 of the image is ${found}, not ${image.sha256}`);
}

async function downloadWithRetries(
  image: ImageOrder,
  life: NodeLife,
  tell: (percent: number) => Promise<void>,
): Promise<string> {
  for (let left = tries - 1; ; left -= 1) {
    const broken = await downloadOnce(image, life, tell);
    if (broken.sha256 !== null) return broken.sha256;
    if (left === 0) throw new ImageError(`the image cannot be downloaded: ${broken.reason}`);
    await life.pause(betweenTriesMilliseconds);
  }
}

type Downloaded = { readonly sha256: string } | { readonly sha256: null; readonly reason: string };

async function downloadOnce(
  { url, bytes }: ImageOrder,
  life: NodeLife,
  tell: (percent: number) => Promise<void>,
): Promise<Downloaded> {
  const hash = createHash('sha256');
  let size = 0;
  let told = 0;
  try {
    const response = await life.fetch(url, { signal: life.signal });
    if (!response.ok || !response.body) return { sha256: null, reason: `GET ${url} → ${response.status}` };
    for await (const chunk of response.body) {
      if (!(chunk instanceof Uint8Array)) continue;
      hash.update(chunk);
      size += chunk.length;
      const percent = Math.min(100, Math.floor((100 * size) / Math.max(1, bytes)));
      if (percent < told + 20) continue;
      told = percent;
      await tell(percent);
    }
    return { sha256: hash.digest('hex') };
  } catch (error) {
    life.signal.throwIfAborted();
    if (isFinal(error)) throw error;
    return { sha256: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
