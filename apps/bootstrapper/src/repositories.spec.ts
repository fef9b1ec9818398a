import type { CreateBootMediaParameters, PackageRepository } from '@drydock/contracts';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriverStage, failureOf, sampleImage } from './testing/driver-stage.js';

const login = { username: 'site', password: 'open-sesame-4711' };
const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;

let stage: DriverStage;
let mirror: Server;
let main: PackageRepository;
beforeEach(async () => {
  stage = await DriverStage.set();
  mirror = createServer((request, response) => {
    response.writeHead(request.headers.authorization === authorization ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  const address = mirror.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/ubuntu`;
  main = { name: 'main', type: 'apt', url, distributions: ['noble'], components: ['main'], architectures: ['amd64'] };
});
afterEach(async () => {
  mirror.close();
  await stage.clear();
});

const tell = (media: Partial<CreateBootMediaParameters>) =>
  stage.driver.run(({ actions }) => actions.CreateBootMedia, {
    parameters: {
      images: [{ ...sampleImage, url: `${stage.bootstrapper.url}/samples/sample-linux.img` }],
      repositories: [main],
      authorizedKeys: [],
      ...media,
    },
  });

/** The files that the installed node finds, by path. */
async function deployedFiles(): Promise<Record<string, { mode: string; content: string }>> {
  await stage.bootAgent();
  await stage.applySettings();
  await stage.install(randomUUID());
  const files = stage.machine.disk.content?.configDrive.files;
  if (!Array.isArray(files)) throw new Error('The config drive has no files.');
  return Object.fromEntries(files.map(({ path, ...file }) => [path, file]));
}

describe('a package repository that wants an account', () => {
  it('is reachable with it, and reaches the node as its package manager reads it', async () => {
    await stage.prepareSite();
    expect(await tell({})).toMatchObject({ repositories: [{ name: 'main', reachable: false }] });
    const told = await tell({ repositoryCredentials: { main: login } });
    expect(told.repositories).toEqual([{ name: 'main', changed: true, reachable: true, keyVerified: null }]);
    expect((await tell({ repositoryCredentials: { main: login } })).repositories).toMatchObject([{ changed: false }]);

    const files = await deployedFiles();
    expect(files['/etc/apt/auth.conf.d/drydock-main.conf']).toEqual({
      mode: '0600',
      content: `machine ${main.url}/ login site password open-sesame-4711\n`,
    });
    const sources = files['/etc/apt/sources.list.d/drydock-main.sources'];
    expect(sources?.content).toContain(`URIs: ${main.url}\nSuites: noble\nComponents: main\n`);
    expect(sources?.content).not.toContain(login.password);
  });

  it('has another password, or none any more, as soon as the site is told so', async () => {
    await stage.prepareSite();
    await tell({ repositoryCredentials: { main: login } });
    const other = { username: 'site', password: 'another' };
    expect((await tell({ repositoryCredentials: { main: other } })).repositories).toMatchObject([
      { changed: true, reachable: false },
    ]);
    expect((await tell({})).repositories).toMatchObject([{ changed: true }]);
    expect(Object.keys(await deployedFiles())).toEqual(['/etc/apt/sources.list.d/drydock-main.sources']);
  });

  it('is forgotten with its account when the site lists it no more', async () => {
    await stage.prepareSite();
    await tell({ repositoryCredentials: { main: login } });
    await tell({ repositories: [] });
    expect(await rows('select name from repository_credential')).toEqual([]);
    expect(await deployedFiles()).toEqual({});
  });

  it('keeps its password sealed in the database, and out of every answer', async () => {
    await stage.prepareSite();
    await tell({ repositoryCredentials: { main: login } });
    const kept = await rows('select * from repository_credential');
    expect(kept).toMatchObject([{ name: 'main' }]);
    expect(JSON.stringify([kept, await rows('select * from site_setting')])).not.toContain(login.password);
    for (const path of ['repositories', 'repositories/main', 'repositories/main/reachable']) {
      expect((await stage.bootstrapper.ask('GET', `/api/v1/site/${path}`)).text).not.toContain(login.password);
    }
  });

  it('is refused with blanks in its password, which no package manager could be told', async () => {
    await stage.prepareSite();
    const spaced = { username: 'site', password: 'top secret' };
    const { kind, message, evidence } = await failureOf(tell({ repositoryCredentials: { main: spaced } }));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('password')]);
    expect(JSON.stringify([message, evidence])).not.toContain('top secret');
  });

  it('fails a deployment with what to do when the key that it was sealed with is gone, until it is told again', async () => {
    await stage.prepareSite();
    await tell({ repositoryCredentials: { main: login } });
    await rows(`update repository_credential set sealed = 'a.b.c.d.e'`);
    await stage.bootAgent();
    await stage.applySettings();
    const { kind, message } = await failureOf(stage.install(randomUUID()));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('run prepare_site again')]);
    expect((await tell({ repositoryCredentials: { main: login } })).repositories).toMatchObject([
      { changed: true, reachable: true },
    ]);
  });
});

async function rows(statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stage.bootstrapper.databaseUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
