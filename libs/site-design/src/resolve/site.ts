import type { BootImage, Credential, PackageRepository, StorageLayout } from '@drydock/contracts';
import type { EffectiveRack, EffectiveSite, EffectiveSwitch } from '../effective.js';
import { digestOf } from '../digest.js';
import type { RegionData } from '../schemas/region.js';
import { switchesOf, vlanOf, type DesignedNode, type SiteModel } from '../site-model.js';
import { aliasesOf } from './devices.js';
import { hardwareConfigOf } from './hardware-config.js';
import { labelsOf } from './labels.js';
import type { SiteNetworks } from './networks.js';
import { effectiveStorage } from './storage.js';
import { otherBootstrappersOf } from './other-bootstrappers.js';
import { bootstrapperTarget, switchTarget } from './target.js';

export function effectiveSite(model: SiteModel, { networks, links, routeDomains }: SiteNetworks): EffectiveSite {
  const region: RegionData = model.region?.data ?? {};
  const provisioning = region.provisioning_network ?? null;
  const bootstrapper = region.bootstrapper === undefined ? null : bootstrapperTarget(region.bootstrapper);
  const repositoryCredentials = repositoryCredentialsOf(region);
  const others = otherBootstrappersOf(model, bootstrapper);
  return {
    name: model.region?.name ?? 'site',
    bootstrapper,
    ...(others.length > 0 && { otherBootstrappers: others.map((other) => ({ ...other, repositoryCredentials })) }),
    provisioningNetwork: provisioning,
    provisioningVlan: provisioning === null ? null : vlanOf(model.networks.get(provisioning)?.data),
    networks: [...networks.values()],
    links: [...links.values()],
    routeDomains: Object.fromEntries(routeDomains),
    layouts: layoutsOf(model),
    images: imagesOf(region),
    repositories: repositoriesOf(region),
    repositoryCredentials,
    authorizedKeys: [...(region.authorized_keys ?? [])],
    hardwareConfigs: [...model.hardwareProfiles.values()].map(({ name, data }) => hardwareConfigOf(name, data)),
  };
}

const imagesOf = (region: RegionData): BootImage[] =>
  Object.entries(region.images ?? {}).map(([name, image]) => ({ name, ...image }));

const repositoriesOf = (region: RegionData): PackageRepository[] =>
  Object.entries(region.repositories ?? {}).flatMap(([name, repository]) => {
    if (typeof repository === 'boolean') return [];
    const { distributions, subrepos, components, arches, gpgkey } = repository;
    return [
      {
        name,
        type: repository.repo_type,
        url: repository.url,
        ...(distributions === undefined ? {} : { distributions: [...distributions] }),
        ...(subrepos === undefined ? {} : { subrepos: [...subrepos] }),
        ...(components === undefined ? {} : { components: [...components] }),
        architectures: [...(arches ?? ['amd64'])],
        ...(gpgkey === undefined ? {} : { gpgKey: gpgkey }),
      },
    ];
  });

function repositoryCredentialsOf(region: RegionData): Credential | null {
  const entries = Object.entries(region.repositories ?? {}).flatMap(([name, repository]) => {
    if (typeof repository === 'boolean' || repository.credential === undefined) return [];
    return [[name, { username: repository.account ?? '', password: repository.credential }] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Each layout once, named after the host profile that says it; one that a node says itself is named by its digest. */
function layoutsOf(model: SiteModel): StorageLayout[] {
  const layouts = new Map<string, StorageLayout>();
  for (const { node, value } of model.distinct.storage) {
    const storage = effectiveStorage(value, aliasesOf(node, model));
    const digest = digestOf(storage);
    if (!layouts.has(digest)) {
      layouts.set(digest, { name: authorOf(node) ?? `layout-${digest.slice(0, 12)}`, ...storage });
    }
  }
  return [...layouts.values()];
}

/** The nearest host profile that says anything of storage, unless the node says something itself. */
const authorOf = (node: DesignedNode): string | undefined =>
  node.authored.storage === undefined ? node.profiles.find(({ data }) => data.storage !== undefined)?.name : undefined;

export const effectiveRacks = (model: SiteModel): EffectiveRack[] =>
  [...model.racks.values()].map(({ name, data }) => ({
    name,
    labels: labelsOf(data.labels),
    location: Object.fromEntries(Object.entries(data.location ?? {}).map(([key, value]) => [key, String(value)])),
    localNetworks: [...(data.local_networks ?? [])],
  }));

export const effectiveSwitches = (model: SiteModel): EffectiveSwitch[] =>
  [...switchesOf(model)].flatMap(({ name, rack, data }) =>
    data.type === undefined ? [] : [{ name, rack: rack.name, target: switchTarget({ ...data, type: data.type }) }],
  );
