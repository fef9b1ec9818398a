import { Socket } from 'node:net';

/** For the handshake; also how long a statement waits for a connection that is free. */
export const connectWithinMs = 15_000;

/** The server finds out in half a minute when the other side has vanished, and lets go of what it had locked. */
export const serverKeepalive = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4';

/**
 * Statements are prepared while tables are empty or have no statistics yet, and the planner then reads whole tables for ever. Here every
 * statement has its index; and only a plain scan of an index, not one by bitmap, takes out the entries of dead rows on its way.
 */
const byIndex = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

/**
 * What holds for every connection of a pool, so that nobody waits for ever for a side that is silent: a network that lost the
 * connection, a server or a process that stands still.
 */
export const connectionLimits = (answerWithinMs: number) => ({
  keepAlive: true,
  options: `${serverKeepalive} ${byIndex}`,
  // The driver's own `query_timeout` fails the statement and keeps the connection, with all that is said next behind it.
  stream: () => socketThatEnds(answerWithinMs),
  // A statement that is only slow is stopped by the server before the connection is given up: then it was not carried out.
  statement_timeout: Math.round(answerWithinMs * 0.8),
  // Nothing is waited for inside a transaction: whoever is silent there is gone, and others want the rows that it locked.
  idle_in_transaction_session_timeout: Math.round(answerWithinMs / 2),
});

/** Connections that nobody uses are closed by the pool long before: one that is silent has a statement under way. */
function socketThatEnds(silentMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silentMs, () =>
    socket.destroy(new Error(`Postgres has said nothing for ${silentMs / 1_000} s; the connection is given up`)),
  );
}
