import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

export interface Download {
  readonly url: string;
  readonly sha256: string;
  /** Where the file goes when its checksum is right; nothing is left there otherwise. */
  readonly path: string;
  readonly maximumBytes: number;
  readonly signal: AbortSignal;
}

/** Why an image could not be fetched, in words for its state. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  constructor(
    message: string,
    /** Whether it may well work in a moment. */
    readonly passing: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Fetches a file over http(s), at most so large, and keeps it only if its SHA-256 is right. Answers its size. */
export async function download({ url, sha256, path, maximumBytes, signal }: Download): Promise<number> {
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const body = await open(url, signal);
    const { found, size } = await store(body, { draft, maximumBytes, signal });
    if (found !== sha256) throw new DownloadError(`The SHA-256 of ${url} is ${found}, not ${sha256}.`, false);
    await rename(draft, path);
    return size;
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(`${url} cannot be fetched: ${reasonOf(error)}.`, !signal.aborted, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether the file is there, whole. */
export const isThere = (path: string, sizeBytes: number): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size === sizeBytes,
    () => false,
  );

async function open(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  if (!/^https?:$/.test(new URL(url).protocol)) throw new DownloadError(`${url} is neither http nor https.`, false);
  const response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
  if (!response.ok || !response.body)
    throw new DownloadError(`GET ${url} → ${response.status}`, response.status >= 500);
  return response.body;
}

interface Store {
  readonly draft: string;
  readonly maximumBytes: number;
  readonly signal: AbortSignal;
}

async function store(
  body: ReadableStream<Uint8Array>,
  { draft, maximumBytes, signal }: Store,
): Promise<{ found: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      size += chunk.length;
      hash.update(chunk);
      next(size > maximumBytes ? new DownloadError(`It is larger than ${maximumBytes} bytes.`, false) : null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(body), measure, createWriteStream(draft, { flush: true }), { signal });
  return { found: hash.digest('hex'), size };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took too long';
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
