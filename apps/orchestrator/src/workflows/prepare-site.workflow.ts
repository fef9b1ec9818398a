import type { CreateBootMediaParameters } from '@drydock/contracts';
import type { About } from './about.js';
import { ask, dryRun, siteStep, type Workflow } from './workflow.js';

function bootMedia({ site, bootstrapper }: About): CreateBootMediaParameters {
  // Sealed for the one bootstrapper that is to have them.
  const { repositoryCredentials } = bootstrapper ?? site;
  return {
    images: [...site.images],
    repositories: [...site.repositories],
    authorizedKeys: [...site.authorizedKeys],
    ...(repositoryCredentials && { repositoryCredentials }),
  };
}

const createBootMedia = ask('node', 'CreateBootMedia').withSite(bootMedia);

/** Whether images and repositories could be had, without fetching any. */
export const seeBootMedia = siteStep('see that images and repositories are there', dryRun(createBootMedia));

export const prepareSite: Workflow = {
  kind: 'prepare_site',
  holds: true,
  site: [
    siteStep(
      'make the hardware profiles known',
      ask('node', 'PrepareHardwareConfig').withSite(({ site }) => ({ profiles: [...site.hardwareConfigs] })),
    ),
    siteStep(
      'make the networks known',
      ask('node', 'CreateNetworkTemplate').withSite(({ site }) => ({
        networks: [...site.networks],
        links: [...site.links],
        routeDomains: Object.fromEntries(Object.entries(site.routeDomains).map(([name, cidrs]) => [name, [...cidrs]])),
      })),
    ),
    siteStep(
      'make the storage layouts known',
      ask('node', 'CreateStorageTemplate').withSite(({ site }) => ({ layouts: [...site.layouts] })),
    ),
    siteStep('fetch images, check repositories', createBootMedia),
  ],
  nodes: [],
};
