import { createServer } from 'node:net';
import { LocalServerError } from './local-server.error.js';

/** Resolves to true when nothing listens on this TCP port of 127.0.0.1. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** Throws one clear line when another program has the port. */
export async function requireFree(port: number, about: string): Promise<void> {
  if (await isFree(port)) return;
  throw new LocalServerError(
    `port ${port} on 127.0.0.1, for ${about}, is taken by another program; stop it, or choose other ports with --port-base N`,
  );
}

export interface FreePorts {
  /** Distances from the base that must be free. */
  readonly offsets?: readonly number[];
  /**
   * Where to look; the default stays below the range that Linux gives to outgoing connections (32768 and up), and above
   * the last port that `fetch` refuses to speak to (10080).
   */
  readonly from?: number;
  readonly to?: number;
  /** A number from 0 to below 1. */
  readonly random?: () => number;
}

/** A base port such that base + each offset is free now. Starts at a random place, so that test processes do not meet. */
export async function freePortBlock({
  offsets = [0],
  from = 10_100,
  to = 31_000,
  random = Math.random,
}: FreePorts = {}): Promise<number> {
  const step = Math.max(...offsets) + 1;
  const blocks = Math.floor((to - from) / step);
  const start = Math.floor(random() * blocks);
  for (let tried = 0; tried < blocks; tried += 1) {
    const base = from + ((start + tried) % blocks) * step;
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new LocalServerError(`no free block of ports between ${from} and ${to}`);
}
