import type { Announcement, DriverDescription } from '@drydock/contracts';
import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { Database, SecretHmac } from '@drydock/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnnouncementStore } from '../persistence/announcement.store.js';
import { DesignStore } from '../persistence/design.store.js';
import { AnnouncementRow, DesignRow } from '../persistence/entities.js';
import { migrations } from '../persistence/migrations.js';
import { sampleText } from '../testing/sample-design.js';
import { DesignCompiler } from './design-compiler.js';
import { DesignIngest } from './design-ingest.js';

let test: TestDatabase;
let directory: string;
let database: Database;
let announcements: AnnouncementStore;
let ingest: DesignIngest;
const compiler = new DesignCompiler({ bytes: 10_000_000, seconds: 60, megabytes: 512, waiting: 1 });

beforeAll(async () => {
  test = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'drydock-announcements-'));
  database = await Database.open({
    url: test.url,
    name: 'spec',
    connections: 2,
    entities: [AnnouncementRow, DesignRow],
    migrations,
    onError: () => undefined,
  });
  announcements = new AnnouncementStore(database.dataSource);
  const hmac = await SecretHmac.open(join(directory, 'seal.keys'));
  ingest = new DesignIngest({ designs: new DesignStore(database), announcements, hmac, compiler });
});
afterAll(async () => {
  await compiler.onApplicationShutdown();
  await database.close();
  await test.drop();
  await rm(directory, { recursive: true });
});

const driver = (type: string): DriverDescription => ({
  ...{ type, description: type, settings: { type: 'object' }, traits: {}, noops: {}, quirks: [] },
});
const oobWith = (...types: string[]): Announcement => ({
  ...{ service: 'oob', version: '1', health: 'ok', drivers: types.map(driver), keys: [] },
});

/** What is said of drivers that the services do not have. */
async function missingDrivers(): Promise<string[]> {
  const { findings } = await ingest.check({ content: Buffer.from(sampleText()) });
  return [...new Set(findings.filter(({ rule }) => rule === 'DD3101').map(({ message }) => message))];
}

it('a design is judged by what a service announced last, in whatever order it was heard', async () => {
  await announcements.keep(oobWith('ipmi'), new Date(2_000));
  expect(await missingDrivers()).toEqual(['the oob service has no driver "redfish"']);
  await announcements.keep(oobWith('ipmi', 'redfish'), new Date(3_000));
  await announcements.keep(oobWith('ipmi'), new Date(2_500));
  expect(await missingDrivers()).toEqual([]);
});
