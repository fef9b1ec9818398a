import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sampleImage, sampleImageBytes, sampleImageSha256 } from './sample-image.js';

it('the sample image is always the one that its checksum names', () => {
  const image = sampleImage();
  expect(image).toHaveLength(sampleImageBytes);
  expect(createHash('sha256').update(image).digest('hex')).toBe(sampleImageSha256);
});
