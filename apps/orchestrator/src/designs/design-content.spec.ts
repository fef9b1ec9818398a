import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { documentsInBytes } from './design-content.js';

const limitBytes = 100_000;
const read = (bytes: Buffer | string) => documentsInBytes(Buffer.from(bytes), limitBytes);

const yaml = (name: string): string => `schema: drydock/Rack/v1\nmetadata: { name: ${name} }\ndata: {}\n`;

function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return buffer(archive);
}

describe('a design is read by what it is', () => {
  it.each<[string, () => Buffer | string | Promise<Buffer>]>([
    ['YAML', () => `${yaml('one')}---\n${yaml('two')}`],
    [
      'a list in JSON',
      () => JSON.stringify(['one', 'two'].map((name) => ({ schema: 'drydock/Rack/v1', metadata: { name } }))),
    ],
    ['a tar', () => tarOf({ 'one.yaml': yaml('one'), 'readme.md': '# no design', 'more/two.yml': yaml('two') })],
    ['YAML in gzip', () => gzipSync(`${yaml('one')}---\n${yaml('two')}`)],
    ['a tar in gzip', async () => gzipSync(await tarOf({ 'one.yaml': yaml('one'), 'two.yaml': yaml('two') }))],
  ])('%s', async (_what, content) => {
    const { documents, findings } = await read(await content());
    expect(documents.map(({ name }) => name).sort()).toEqual(['one', 'two']);
    expect(findings).toEqual([]);
  });

  it.each([
    ['an error page', '<html><body>Bad gateway</body></html>'],
    ['a list of YAML', '[one, two'],
    ['an answer of some other API', '{"error": "not found"}'],
  ])('%s is none, and a finding says so', async (_what, content) => {
    const { documents, findings } = await read(content);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ level: 'error' }]);
  });

  it.each<[string, Buffer]>([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['gzip that breaks off', gzipSync(yaml('one')).subarray(0, 20)],
    ['a tar that breaks off', Buffer.concat([Buffer.alloc(257, 'x'), Buffer.from('ustar'), Buffer.alloc(300)])],
    ['gzip that becomes too large', gzipSync('x'.repeat(limitBytes + 1))],
  ])('%s is refused', async (_what, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      status: 400,
      title: expect.stringMatching(/^The (design|archive) cannot be read$/),
    });
  });
});
