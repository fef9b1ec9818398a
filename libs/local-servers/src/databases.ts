import { createHmac } from 'node:crypto';
import pg from 'pg';

/** Every database there is; one a service, and one for the built-in bootstrapper. */
export const databaseOwners = ['orchestrator', 'oob', 'node', 'network', 'bootstrapper'] as const;
export type DatabaseOwner = (typeof databaseOwners)[number];
export type DatabaseUrls = Readonly<Record<DatabaseOwner, string>>;

/** The name of a service's database, and of the role that owns it. */
export const databaseNameOf = (owner: DatabaseOwner): string => `drydock_${owner}`;

/** One database and one role that owns it for each service; nobody else may connect. `secret` makes the passwords. */
export async function ensureOwnedDatabases(superuserUrl: string, secret: string): Promise<DatabaseUrls> {
  return withClient(superuserUrl, async (client) => {
    for (const name of databaseOwners.map(databaseNameOf)) {
      const identifier = client.escapeIdentifier(name);
      const password = client.escapeLiteral(passwordOf(secret, name));
      const verb = (await exists(client, 'pg_roles where rolname', name)) ? 'alter' : 'create';
      await client.query(`${verb} role ${identifier} login password ${password}`);
      if (!(await exists(client, 'pg_database where datname', name))) {
        await client.query(`create database ${identifier} owner ${identifier}`);
      }
      await client.query(`revoke all on database ${identifier} from public`);
    }
    return urlsBy((owner) => {
      const name = databaseNameOf(owner);
      return urlFor(superuserUrl, { database: name, user: name, password: passwordOf(secret, name) });
    });
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

const exists = async (client: pg.Client, where: string, name: string): Promise<boolean> =>
  (await client.query(`select from ${where} = $1`, [name])).rowCount !== 0;

/** Work on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
