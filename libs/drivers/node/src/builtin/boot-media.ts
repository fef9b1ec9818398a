import type { BootImage } from '@drydock/contracts';
import { again, done, DriverError, would, type DriverActions } from '@drydock/driver';
import { BootstrapperClient } from './bootstrapper.client.js';
import { settleRepositories, unlisted } from './repositories.js';
import { settle, wouldSettle, type SiteSetting } from './site-actions.js';
import { fieldsOf, flagOf, listOf, readImage, type BootstrapperImage } from './views.js';

const pollSeconds = 2;

/** Images are fetched by the bootstrapper itself; the action ends when every copy has its checksum. */
export const CreateBootMedia: DriverActions<'node'>['CreateBootMedia'] = async ({ target, parameters }, context) => {
  const client = new BootstrapperClient(target, context.signal);
  const { images, repositories, authorizedKeys } = parameters;
  const keys: SiteSetting = { kind: 'authorized-keys', name: 'site', content: { keys: authorizedKeys } };
  const listed = repositories.map((content) => ({ kind: 'repositories', name: content.name, content }));
  if (context.dryRun) {
    const forgotten = await unlisted(client, repositories);
    return would([
      ...(await wouldFetch(client, images)),
      ...forgotten.map((name) => `forget ${name} of the repositories`),
      ...(await wouldSettle(client, [...listed, keys])),
    ]);
  }
  const asked = readAsked(context.checkpointed) ?? (await ask(client, images));
  if (context.checkpointed === undefined) await context.checkpoint(asked);

  const present = await Promise.all(images.map(({ name }) => imageNamed(client, name)));
  refuseFailed(present);
  const missing = present.filter(({ state }) => state !== 'available');
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    return again(pollSeconds, `fetching ${names}`, (100 * (present.length - missing.length)) / present.length);
  }
  await settle(client, keys);
  return done({
    images: images.map(({ name }) => ({ name, available: true, changed: asked.changed.includes(name) })),
    repositories: await settleRepositories(client, parameters),
  });
};

/** Which images were new or different when they were asked for. */
interface Asked {
  readonly changed: readonly string[];
}

const readAsked = (checkpointed: unknown): Asked | undefined =>
  checkpointed === undefined || checkpointed === null
    ? undefined
    : { changed: listOf(fieldsOf(checkpointed, 'checkpoint').changed, 'checkpoint').map(String) };

async function ask(client: BootstrapperClient, images: readonly BootImage[]): Promise<Asked> {
  const changed: string[] = [];
  for (const { name, ...definition } of images) {
    const answer = fieldsOf(await client.put(`/api/v1/images/${encodeURIComponent(name)}`, definition), 'answer');
    if (flagOf(answer, 'changed')) changed.push(name);
  }
  return { changed };
}

const imageNamed = async (client: BootstrapperClient, name: string): Promise<BootstrapperImage> =>
  readImage(await client.get(`/api/v1/images/${encodeURIComponent(name)}`));

function refuseFailed(images: readonly BootstrapperImage[]): void {
  const failed = images.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  const reasons = failed.map(({ name, failure }) => `${name}: ${failure ?? 'no reason given'}`);
  throw new DriverError('rejected', `the bootstrapper cannot have the image ${reasons.join('; ')}`, {
    evidence: reasons,
    advice: 'Correct the URL or the sha256 of the image in the design, then try again.',
  });
}

async function wouldFetch(client: BootstrapperClient, images: readonly BootImage[]): Promise<string[]> {
  const { items } = fieldsOf(await client.get('/api/v1/images'), 'list');
  const present = listOf(items, 'items').map(readImage);
  return images.flatMap(({ name, url, sha256 }) => {
    const before = present.find((image) => image.name === name);
    const isThere = before?.state === 'available' && before.raw.sha256 === sha256 && before.raw.url === url;
    return isThere ? [] : [`fetch the image ${name} from ${url}`];
  });
}
