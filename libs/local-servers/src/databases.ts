import { createHmac } from 'node:crypto';
import pg from 'pg';

/** Every database there is; one a service, and one for the built-in bootstrapper. */
export const databaseOwners = ['orchestrator', 'oob', 'node', 'network', 'bootstrapper'] as const;
export type DatabaseOwner = (typeof databaseOwners)[number];
export type DatabaseUrls = Readonly<Record<DatabaseOwner, string>>;

const nameOf = (owner: DatabaseOwner): string => `drydock_${owner}`;

/** One database and one role that owns it for each service; nobody else may connect. `secret` makes the passwords. */
export async function ensureOwnedDatabases(superuserUrl: string, secret: string): Promise<DatabaseUrls> {
  return withClient(superuserUrl, async (client) => {
    for (const owner of databaseOwners) {
      const name = client.escapeIdentifier(nameOf(owner));
      const password = client.escapeLiteral(passwordOf(secret, nameOf(owner)));
      const role = await client.query('select from pg_roles where rolname = $1', [nameOf(owner)]);
      await client.query(`${role.rowCount === 0 ? 'create' : 'alter'} role ${name} login password ${password}`);
      if (!(await exists(client, nameOf(owner)))) await client.query(`create database ${name} owner ${name}`);
      await client.query(`revoke all on database ${name} from public`);
    }
    return urlsBy((owner) =>
      urlFor(superuserUrl, {
        database: nameOf(owner),
        user: nameOf(owner),
        password: passwordOf(secret, nameOf(owner)),
      }),
    );
  });
}

/** The databases on a server that is not ours, owned by the role of its URL. */
export async function ensureDatabases(serverUrl: string): Promise<DatabaseUrls> {
  return withClient(serverUrl, async (client) => {
    for (const owner of databaseOwners) {
      if (await exists(client, nameOf(owner))) continue;
      await client.query(`create database ${client.escapeIdentifier(nameOf(owner))}`);
    }
    return urlsBy((owner) => urlFor(serverUrl, { database: nameOf(owner) }));
  });
}

/** The same server, another database, and another role where one is given. */
export function urlFor(
  url: string,
  { database, user, password }: { readonly database: string; readonly user?: string; readonly password?: string },
): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  if (user !== undefined) other.username = user;
  if (password !== undefined) other.password = password;
  return other.href;
}

/** Derived from the one secret that is kept, so that no list of passwords is. */
export const passwordOf = (secret: string, role: string): string =>
  createHmac('sha256', secret).update(role).digest('hex');

const urlsBy = (urlOf: (owner: DatabaseOwner) => string): DatabaseUrls => ({
  orchestrator: urlOf('orchestrator'),
  oob: urlOf('oob'),
  node: urlOf('node'),
  network: urlOf('network'),
  bootstrapper: urlOf('bootstrapper'),
});

const exists = async (client: pg.Client, database: string): Promise<boolean> =>
  (await client.query('select from pg_database where datname = $1', [database])).rowCount !== 0;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
