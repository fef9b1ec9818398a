import { createHash } from 'node:crypto';

/** A small image that needs nothing from outside, for the sample site. Its name, size and checksum never change. */
export const sampleImageName = 'sample-linux.img';
export const sampleImageBytes = 1024 * 1024;
export const sampleImageSha256 = 'e219af839288adf87aec669ba7046063713147d2e9b2879d6d7e352da4a41c4f';

/** One MiB of bytes that look random and are the same each time: SHA-256 over a counter. */
export function sampleImage(): Buffer {
  const blocks = Array.from({ length: sampleImageBytes / 32 }, (_, index) =>
    createHash('sha256').update(`drydock sample image, block ${index}`).digest(),
  );
  return Buffer.concat(blocks);
}
