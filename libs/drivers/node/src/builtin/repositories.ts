import type { CreateBootMediaParameters, PackageRepository, RepositoryOutcome } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { BootstrapperClient } from './bootstrapper.client.js';
import { settle } from './site-actions.js';
import { fieldsOf, flagOf, listOf } from './views.js';

type Repositories = Pick<CreateBootMediaParameters, 'repositories' | 'repositoryCredentials'>;

const pathOf = (name: string): string => `/api/v1/site/repositories/${encodeURIComponent(name)}`;

/** The bootstrapper knows these repositories, with these accounts, and no other. */
export async function settleRepositories(
  client: BootstrapperClient,
  { repositories, repositoryCredentials = {} }: Repositories,
): Promise<RepositoryOutcome[]> {
  const credentials = new Map(Object.entries(repositoryCredentials));
  for (const name of await unlisted(client, repositories)) await client.delete(pathOf(name));
  const outcomes: RepositoryOutcome[] = [];
  for (const repository of repositories) {
    outcomes.push(await settleOne(client, repository, credentials.get(repository.name)));
  }
  return outcomes;
}

/** Repositories that the bootstrapper has and that are not listed. */
export async function unlisted(
  client: BootstrapperClient,
  repositories: readonly PackageRepository[],
): Promise<string[]> {
  const listed = new Set(repositories.map(({ name }) => name));
  const { items } = fieldsOf(await client.get('/api/v1/site/repositories'), 'list');
  const known = listOf(items, 'items').map((item) => String(fieldsOf(item, 'item').name));
  return known.filter((name) => !listed.has(name));
}

async function settleOne(
  client: BootstrapperClient,
  repository: PackageRepository,
  credential: unknown,
): Promise<RepositoryOutcome> {
  const { name } = repository;
  const isOther = await settle(client, { kind: 'repositories', name, content: repository });
  const path = `${pathOf(name)}/credential`;
  const answer =
    credential === undefined ? await client.delete(path) : await client.put(path, loginOf(name, credential));
  const hasOtherLogin = flagOf(fieldsOf(answer, 'answer'), 'changed');
  const reached = fieldsOf(await client.get(`${pathOf(name)}/reachable`), 'answer');
  return { name, changed: isOther || hasOtherLogin, reachable: flagOf(reached, 'reachable'), keyVerified: null };
}

function loginOf(name: string, credential: unknown): object {
  if (typeof credential === 'object' && credential !== null) return credential;
  throw new DriverError('rejected', `the account of the repository ${name} is no { username, password }`, {
    advice: 'Give the repository of the design an account and a credential.',
  });
}
