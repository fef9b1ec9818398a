import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { connect } from 'nats';
import pg from 'pg';
import { difference, processorTime } from './processor-time.mjs';

const batch = 500;
const stream = 'BENCH';

/** The bytes that the deployment moved: for each action a command and a result, of the sizes that were seen. */
export async function messageSizes(url) {
  const nats = await connect(connection(url));
  const manager = await jetstreamManager(nats, { checkAPI: false });
  const { state } = await manager.streams.info('DRYDOCK_EVENTS');
  await nats.drain();
  return { result: Math.round(state.bytes / Math.max(1, state.messages)) };
}

/**
 * What no way of doing it can be below on this machine: as many messages of the same size, written to Postgres in batches,
 * published to JetStream, read, acknowledged and marked, and nothing decided about any of them.
 */
export async function measureCeiling(servers, { actions, bytes }) {
  const pids = { bench: process.pid, postgres: servers.postgres.pid, 'nats-server': servers.nats.pid };
  const sql = new pg.Client({ connectionString: servers.postgres.databases.bootstrapper });
  await sql.connect();
  await sql.query('create table if not exists raw (id bigint generated always as identity primary key, body jsonb)');
  const nats = await connect(connection(servers.nats.url));
  const manager = await jetstreamManager(nats, { checkAPI: false });
  await manager.streams.add({ name: stream, subjects: ['bench.>'], storage: 'file' });
  await manager.consumers.add(stream, { durable_name: 'bench', ack_policy: 'explicit', max_ack_pending: 4 * batch });
  const client = jetstream(nats);
  const body = JSON.stringify({ filling: 'x'.repeat(Math.max(1, bytes - 16)) });

  const before = processorTime(pids);
  const began = performance.now();
  const wanted = 2 * actions;
  await Promise.all([writeAndPublish({ sql, client, body }, wanted), read(client, wanted)]);
  const seconds = (performance.now() - began) / 1_000;
  const time = difference(processorTime(pids), before);
  await manager.streams.delete(stream);
  await nats.drain();
  await sql.query('drop table raw');
  await sql.end();
  return { name: `ceiling: ${wanted} raw messages of ${bytes} bytes`, actions, seconds, time, load: loadavg()[0] };
}

async function writeAndPublish({ sql, client, body }, wanted) {
  for (let written = 0; written < wanted; written += batch) {
    const bodies = Array.from({ length: Math.min(batch, wanted - written) }, () => body);
    const { rows } = await sql.query({
      name: 'raw-insert',
      text: 'insert into raw (body) select * from unnest($1::jsonb[]) returning id',
      values: [bodies],
    });
    await Promise.all(bodies.map((each) => client.publish('bench.message', each)));
    await sql.query({
      name: 'raw-remove',
      text: 'delete from raw where id = any($1::bigint[])',
      values: [rows.map(({ id }) => id)],
    });
  }
}

async function read(client, wanted) {
  const consumer = await client.consumers.get(stream, 'bench');
  let seen = 0;
  for await (const message of await consumer.consume({ max_messages: 4 * batch })) {
    JSON.parse(message.string());
    message.ack();
    seen += 1;
    if (seen === wanted) return;
  }
}

const connection = (url) => {
  const { host, username, password } = new URL(url);
  return { servers: host, user: username, pass: decodeURIComponent(password) };
};
