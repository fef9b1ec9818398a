import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip as gzipLater } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { SecretSearch } from './secret-search.js';

/** Not at once: the services live in this process too, and would close idle connections late. */
const gzip = promisify(gzipLater);

const site = join(import.meta.dirname, '../../examples/sites/airship');
let drydock: Drydock;

beforeAll(async () => {
  drydock = await startDrydock(['orchestrator', 'oob', 'node']);
  // Its credentials are sealed for the services that say they are there.
  const tar = await tarOf(await siteEntries());
  await eventually(async () => expect(await submit(tar)).toMatchObject({ status: 201 }));
});
afterAll(() => drydock.stop());

interface EntryHeader {
  readonly name: string;
  readonly type?: 'symlink' | 'directory';
  readonly linkname?: string;
}
type Entry = readonly [header: EntryHeader, content: string | Buffer];

async function tarOf(entries: readonly Entry[]): Promise<Uint8Array<ArrayBuffer>> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry({ ...header }, content);
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

async function siteEntries(): Promise<Entry[]> {
  const names = (await readdir(site, { recursive: true })).filter((name) => name.endsWith('.yaml'));
  return Promise.all(names.map(async (name): Promise<Entry> => [{ name }, await readFile(join(site, name), 'utf8')]));
}

const submit = (body: Uint8Array) =>
  drydock.call('orchestrator', { method: 'POST', path: '/api/v2/designs', body, contentType: 'application/x-tar' });

const order = (design: string) =>
  drydock.call('orchestrator', {
    method: 'POST',
    path: '/api/v2/tasks',
    body: { kind: 'validate_design', design, nodes: { all: true } },
  });

describe('the manifest tree of an Airship site', () => {
  it('is a design as a tar, whether it is compressed or not', async () => {
    const tar = await tarOf(await siteEntries());
    const answer = await submit(tar);
    expect(answer).toMatchObject({ status: 201, body: { status: 'valid', findings: [], nodes: 2 } });
    expect(await submit(new Uint8Array(await gzip(tar)))).toMatchObject({
      status: 201,
      body: { id: answer.body['id'] },
    });
  });

  it('is kept without a secret of it, in the documents or the effective design', async () => {
    const { body } = await submit(await tarOf(await siteEntries()));
    const path = `/api/v2/designs/${String(body['id'])}/effective/nodes/lakeside-01`;
    const node = await drydock.call('orchestrator', { method: 'GET', path });
    expect(node).toMatchObject({ status: 200, body: { hostname: 'lakeside-01.lakeside.example.org' } });
    for (const secret of ['example-bmc-password', 'example-bootstrapper-token']) {
      const search = new SecretSearch(secret);
      expect(search.in('answer', JSON.stringify(node))).toEqual([]);
      expect(await search.inDatabase(drydock.databases.orchestrator.url)).toEqual([]);
    }
  });

  it('is a design as a directory or a tar below the directory for designs', async () => {
    const { designRoot } = drydock;
    await cp(site, join(designRoot, 'airship'), { recursive: true });
    await writeFile(join(designRoot, 'airship.tar'), await tarOf(await siteEntries()));
    const fromDirectory = await order(`file://${designRoot}/airship`);
    expect(fromDirectory).toMatchObject({ status: 201 });
    expect(await order(`file://${designRoot}/airship.tar`)).toMatchObject({
      status: 201,
      body: { design: fromDirectory.body['design'] },
    });
  });

  it('is refused as a directory with a link that leads out', async () => {
    const folder = join(drydock.designRoot, 'linked');
    await mkdir(folder);
    await symlink('/etc/hostname', join(folder, 'nodes.yaml'));
    expect(await order(`file://${folder}`)).toMatchObject({
      status: 400,
      body: { detail: 'nodes.yaml leads out of the directory for designs' },
    });
  });

  it('says in which file and line a mistake is, in the parent that has it', async () => {
    const entries = (await siteEntries()).map(([header, content]): Entry => [
      header,
      header.name === 'type/small/networks.yaml' ? String(content).replace('mtu: 1500', 'mtu: 100') : content,
    ]);
    expect(await submit(await tarOf(entries))).toMatchObject({
      status: 422,
      body: { findings: [{ rule: 'DD0104', document: { name: 'mgmt' }, file: 'type/small/networks.yaml', line: 11 }] },
    });
  });
});

describe('an archive', () => {
  const region = 'schema: drydock/Region/v1\nmetadata: {name: site}\ndata: {}\n';

  it('with a link for a file is refused by the name of the link', async () => {
    const tar = await tarOf([[{ name: 'site/nodes.yaml', type: 'symlink', linkname: '/etc/passwd' }, '']]);
    expect(await submit(tar)).toMatchObject({
      status: 400,
      body: { detail: '"site/nodes.yaml" is a link; put the file itself in' },
    });
  });

  it('that is cut off is refused', async () => {
    const tar = await tarOf([[{ name: 'site.yaml' }, region.repeat(100)]]);
    expect(await submit(tar.slice(0, 1000))).toMatchObject({
      status: 400,
      body: { title: 'The archive cannot be read' },
    });
  });

  it('of many entries is refused before it is read to its end', async () => {
    const nothing = Array.from({ length: 50_001 }, (_, index): Entry => [{ name: `${index}`, type: 'directory' }, '']);
    expect(await submit(new Uint8Array(await gzip(await tarOf(nothing))))).toMatchObject({
      status: 400,
      body: { detail: 'it has more than 50000 entries' },
    });
  });

  it('that unpacks to more than a design may be is refused', async () => {
    const bomb = await gzip(Buffer.alloc(200 * 1024 * 1024));
    expect(await submit(new Uint8Array(bomb))).toMatchObject({ status: 400 });
  });

  it('with absolute names, files that are no text, and hidden ones is read as far as it can be', async () => {
    const tar = await tarOf([
      [{ name: '/srv/../site.yaml' }, region],
      [{ name: 'picture.yaml' }, Buffer.from([0xff, 0xd8, 0xff])],
      [{ name: '.git/config.yaml' }, 'not: a document'],
      [{ name: '._site.yaml' }, Buffer.from([0, 5, 22, 7, 0xff])],
    ]);
    expect(await submit(tar)).toMatchObject({
      status: 422,
      body: {
        findings: [{ rule: 'DD0001', level: 'error', message: 'the file is not text in UTF-8', file: 'picture.yaml' }],
      },
    });
  });
});
