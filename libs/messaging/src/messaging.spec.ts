import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '@drydock/local-servers/testing';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestMicroservice } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  Broker,
  DeadLetterStore,
  enqueue,
  envelope,
  inTransaction,
  JetStreamStrategy,
  messagingMigrations,
  OnMessages,
  OutboxRelay,
  takeNew,
  type Received,
} from './index.js';

interface Text {
  readonly text: string;
}

const handled: string[] = [];
const batches: number[] = [];

/** Refuses what a database would refuse. */
class BadData extends Error {
  readonly code = '22P02';
}

@Controller()
class Listener {
  @OnMessages({
    stream: 'events',
    filter: 'drydock.oob.event.>',
    durable: 'spec',
    parse: (body) =>
      isText(body)
        ? { ok: true, value: body }
        : { ok: false, complaints: [{ path: 'text', message: 'must be a text' }] },
  })
  async take(batch: readonly Received<Text>[]): Promise<void> {
    if (batch.some(({ body }) => body.text === 'poison')) throw new BadData('that is poison');
    batches.push(batch.length);
    handled.push(...batch.map(({ body }) => body.text));
  }
}

@Module({ controllers: [Listener] })
class Listening {}

let database: TestDatabase;
let nats: TestNats;
let pool: pg.Pool;
let broker: Broker;
let relay: OutboxRelay;
let app: INestMicroservice;
let letters: DeadLetterStore;

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
  const dataSource = new DataSource({ type: 'postgres', url: database.url, migrations: messagingMigrations });
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  pool = new pg.Pool({ connectionString: database.url });
  broker = await Broker.connect({ url: nats.url, name: 'spec' });
  letters = new DeadLetterStore(pool);
  relay = new OutboxRelay({
    pool,
    connection: broker.connection,
    ensureStreams: () => broker.ensureStreams(),
    onError: () => undefined,
  });
  const strategy = new JetStreamStrategy({
    broker,
    service: 'spec',
    onUndeliverable: (message) => letters.add(message),
    onError: () => undefined,
  });
  app = await NestFactory.createMicroservice(Listening, { strategy, logger: false });
  await app.listen();
});

afterAll(async () => {
  await app.close();
  await relay.stop();
  await broker.drain();
  await pool.end();
  await nats.stop();
  await database.drop();
});

let sent = 0;
const message = (body: unknown) =>
  envelope({
    subject: 'drydock.oob.event.action-progressed',
    id: `spec-${(sent += 1)}`,
    source: 'spec',
    type: 'io.drydock.oob.spec.v1',
    about: 'node01',
    time: new Date(),
    body,
  });

const send = async (...texts: string[]) => {
  await inTransaction(pool, (transaction) =>
    enqueue(
      transaction,
      texts.map((text) => message({ text })),
    ),
  );
  relay.wake();
};

const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come to be');
};

const waiting = async (): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>('select count(*)::integer as count from outbox');
  return rows[0]?.count ?? -1;
};

describe('what is written to the outbox', () => {
  it('is sent in order, in batches, and forgotten once the stream has it', async () => {
    const texts = Array.from({ length: 1_200 }, (_, index) => `n${index}`);
    await send(...texts);
    await until(() => handled.length === texts.length);
    expect(handled).toEqual(texts);
    expect(batches.length).toBeLessThan(texts.length / 10);
    expect(await waiting()).toBe(0);
  });

  it('is not sent when its transaction is rolled back', async () => {
    const rolledBack = inTransaction(pool, async (transaction) => {
      await enqueue(transaction, [message({ text: 'never' })]);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await waiting()).toBe(0);
  });

  it('waits while the broker is away and is sent when it is back, also when it has lost everything', async () => {
    await nats.kill();
    await send('after the crash');
    expect(await waiting()).toBe(1);
    await nats.restart('wiped');
    await until(() => handled.includes('after the crash'));
    await until(async () => (await waiting()) === 0);
  });
});

describe('what a process wrote to the outbox and could not send', () => {
  let other: pg.Pool;
  let neverWoken: OutboxRelay;

  beforeEach(() => {
    other = new pg.Pool({ connectionString: database.url });
    const ensureStreams = () => broker.ensureStreams();
    neverWoken = new OutboxRelay({
      pool: other,
      connection: broker.connection,
      ensureStreams,
      onError: () => undefined,
    });
  });
  afterEach(() => other.end());

  const writeAt = (where: pg.Pool, text: string) =>
    inTransaction(where, (transaction) => enqueue(transaction, [message({ text })]));

  it('is its own to send until its lease is over; then another sends it', async () => {
    await writeAt(other, 'of one that died');
    await send('of one that lives');
    await until(() => handled.includes('of one that lives'));
    expect(await waiting()).toBe(1);
    await pool.query(`update outbox set leased_until = now() - interval '1 s'`);
    relay.wake();
    await until(() => handled.includes('of one that died'));
    await neverWoken.stop();
  });

  it('is left to others at once when it stops', async () => {
    await writeAt(other, 'of one that stopped');
    await neverWoken.stop();
    relay.wake();
    await until(() => handled.includes('of one that stopped'));
  });

  it('is nothing when its transaction was rolled back', async () => {
    const failing = inTransaction(other, async (transaction) => {
      await enqueue(transaction, [message({ text: 'never committed' })]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await writeAt(other, 'committed after it');
    neverWoken.wake();
    await until(() => handled.includes('committed after it'));
    expect(handled).not.toContain('never committed');
    await neverWoken.stop();
  });
});

describe('a batch', () => {
  it('that fails on its data is halved until the bad message is alone and put aside', async () => {
    await send('before', 'poison', 'behind');
    await until(() => handled.includes('before') && handled.includes('behind'));
    await until(async () => (await letters.list()).length === 1);
    expect(await letters.list()).toMatchObject([
      { subject: 'drydock.oob.event.action-progressed', reason: 'that is poison' },
    ]);
  });

  it('loses what cannot be read, and nothing else', async () => {
    await inTransaction(pool, (transaction) =>
      enqueue(transaction, [message({ number: 1 }), message({ text: 'readable' })]),
    );
    relay.wake();
    await until(() => handled.includes('readable'));
    await until(async () => (await letters.list()).some(({ reason }) => reason === 'text: must be a text'));
  });
});

describe('a dead letter', () => {
  it('loses what looks like a secret', async () => {
    await letters.add({
      subject: 's',
      headers: {},
      reason: 'r',
      body: '{"target":{"credential":{"password":"hunter2"}}}',
    });
    expect(JSON.stringify(await letters.list())).not.toContain('hunter2');
  });

  it('goes its way again when an operator says so', async () => {
    await letters.add({
      subject: 'drydock.oob.event.action-progressed',
      headers: {},
      reason: 'r',
      body: '{"text":"once more"}',
    });
    const [newest] = await letters.list();
    expect(await letters.retry(String(newest?.id))).toBe(true);
    relay.wake();
    await until(() => handled.includes('once more'));
  });
});

describe('the inbox', () => {
  it('knows which messages are new, also among two transactions at once', async () => {
    const take = () => inTransaction(pool, (transaction) => takeNew(transaction, ['a', 'b', 'a']));
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second].sort()).toEqual(['a', 'b']);
    expect(await take()).toEqual(new Set());
  });
});

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

describe('a message over 512 KiB', () => {
  it('is put aside by its reader, and the next one is handled', async () => {
    await send('y'.repeat(600_000), 'after the long one');
    await until(() => handled.includes('after the long one'));
    await until(async () => (await letters.list()).some(({ reason }) => reason.includes('larger than 512 KiB')));
    expect(handled.every((text) => text.length < 600_000)).toBe(true);
  });
});

describe('a message that the broker can never take', () => {
  it('is put aside with its reason, and those beside it are sent', async () => {
    await send('before it', 'x'.repeat(1_100_000), 'after it');
    await until(() => handled.includes('after it'));
    await until(async () => (await letters.list()).some(({ reason }) => /could not be published/.test(reason)));
    expect(handled).toContain('before it');
    const [letter] = await letters.list();
    expect(letter).toMatchObject({ subject: 'drydock.oob.event.action-progressed' });
    expect(letter?.reason).toContain('max_payload');
    expect(await waiting()).toBe(0);
  });

  it("such as one on a subject that is none stands in nobody's way", async () => {
    await inTransaction(pool, (transaction) =>
      enqueue(transaction, [
        { ...message({ text: 'nowhere' }), subject: 'drydock.oob.event.no subject' },
        message({ text: 'somewhere' }),
      ]),
    );
    relay.wake();
    await until(() => handled.includes('somewhere'));
    await until(async () => (await letters.list()).some(({ subject }) => subject === 'drydock.oob.event.no subject'));
    expect(await waiting()).toBe(0);
  });
});
