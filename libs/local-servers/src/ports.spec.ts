import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePortBlock, isFree, requireFree } from './ports.js';

const servers: Server[] = [];
const take = (port: number): Promise<void> =>
  new Promise((resolve) => {
    servers.push(createServer().listen(port, '127.0.0.1', resolve));
  });
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('free ports', () => {
  it('are found as a block: the base and everything at its distances', async () => {
    const base = await freePortBlock({ offsets: [0, 1, 90] });
    expect(await Promise.all([base, base + 1, base + 90].map(isFree))).toEqual([true, true, true]);
  });

  it('leave out a block of which one port is taken', async () => {
    const base = await freePortBlock({ offsets: [0, 5] });
    await take(base + 5);
    const search = { offsets: [0, 5], from: base, to: base + 12, random: () => 0 };
    expect(await freePortBlock(search)).toBe(base + 6);
  });

  it('may run out, and then say where was looked', async () => {
    const base = await freePortBlock();
    await take(base);
    await expect(freePortBlock({ from: base, to: base + 1 })).rejects.toThrow(
      `no free block of ports between ${base} and ${base + 1}`,
    );
  });

  it('that are needed and taken are named, with what they were for and what to do', async () => {
    const base = await freePortBlock();
    await take(base);
    await expect(requireFree(base, 'oob')).rejects.toThrow(
      `port ${base} on 127.0.0.1, for oob, is taken by another program; stop it, or choose other ports with --port-base N`,
    );
  });
});
