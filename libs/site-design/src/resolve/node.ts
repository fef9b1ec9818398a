import type { ApplyNodePlatformParameters, BootImage, EffectiveStorage } from '@drydock/contracts';
import { canonicalJson, digestOf, digestOfTexts } from '../digest.js';
import type { EffectiveBootAction, EffectiveNode, EffectiveSite } from '../effective.js';
import type { StorageData } from '../schemas/storage.js';
import type { DesignedNode, SiteModel } from '../site-model.js';
import { attachmentsOf } from './attachments.js';
import { bootActionTargets } from './boot-actions.js';
import { aliasesOf, type DeviceAliases } from './devices.js';
import { bootModeOf } from './hardware-config.js';
import { hostnameOf } from './hostname.js';
import { renderKernelParameters } from './kernel-parameters.js';
import { labelsOf } from './labels.js';
import { NodeNetworking } from './networking.js';
import type { SiteNetworks } from './networks.js';
import { oobTarget } from './oob.js';
import { effectiveStorage } from './storage.js';
import { remembered } from '../remembered.js';
import { bootstrapperTarget } from './target.js';

interface ResolvedStorage {
  readonly effective: EffectiveStorage;
  readonly digest: string;
}

/** What a deployment puts on a node. */
type Deployed = Pick<
  EffectiveNode,
  'hostname' | 'tags' | 'ownerData' | 'hardwareProfile' | 'networking' | 'platform' | 'bootActions'
>;

/** Resolves nodes one by one, remembering what many of them share. */
export class NodeResolver {
  readonly #model: SiteModel;
  readonly #networking: NodeNetworking;
  readonly #site: EffectiveSite;
  readonly #images: ReadonlyMap<string, BootImage>;
  readonly #bootActions: ReadonlyMap<string, readonly EffectiveBootAction[]>;
  readonly #digests = new Map<object, string>();
  readonly #texts = new Map<object | string | null, string>();
  readonly #storage = new Map<DeviceAliases, Map<StorageData | undefined, ResolvedStorage>>();

  constructor(model: SiteModel, networks: SiteNetworks, site: EffectiveSite) {
    this.#model = model;
    this.#networking = new NodeNetworking(model, networks);
    this.#site = site;
    this.#images = new Map(site.images.map((image) => [image.name, image]));
    this.#bootActions = bootActionTargets(model);
  }

  resolve(node: DesignedNode): EffectiveNode {
    const { metadata, bootstrapper, hardware_profile: profile = '' } = node.data;
    const hardware = this.#model.hardwareProfiles.get(profile)?.data ?? {};
    const oob = oobTarget(node);
    const bootMac = metadata?.boot_mac?.toLowerCase() ?? null;
    const platform = this.#platform(node);
    const storage = this.#storageOf(node);
    const deployed = {
      hostname: hostnameOf(node, this.#model),
      tags: platform.tags,
      ownerData: platform.ownerData,
      hardwareProfile: profile,
      image: platform.image === '' ? null : platform.image,
      networking: this.#networking.of(node),
      storage: { storage: storage.effective },
      platform,
      bootActions: this.#bootActions.get(node.name) ?? [],
    };
    return {
      ...deployed,
      name: node.name,
      rack: metadata?.rack ?? null,
      digest: this.#digestOf(deployed, storage.digest),
      bootMac,
      macs: macsOf(bootMac, metadata?.macs),
      ...(oob.identity?.serialNumber === undefined ? {} : { serialNumber: oob.identity.serialNumber }),
      ...(oob.identity?.uuid === undefined ? {} : { uuid: oob.identity.uuid }),
      bootMode: bootModeOf(hardware),
      mayLoseRaidData: hardware.raid?.allow_data_loss ?? false,
      oob,
      bootstrapper: bootstrapper === undefined ? this.#site.bootstrapper : bootstrapperTarget(bootstrapper),
      attachments: attachmentsOf(node, this.#model),
    };
  }

  /** Of the most that many nodes share, its digest in place of it. What is shared is written once. */
  #digestOf(deployed: Deployed, storage: string): string {
    const { hostname, tags, ownerData, hardwareProfile, networking, platform, bootActions } = deployed;
    const { interfaces, devices, addressing, primaryNetwork, routes, dns } = networking;
    const image = this.#images.get(platform.image);
    return digestOfTexts([
      canonicalJson(hostname),
      JSON.stringify(tags),
      this.#textOf(ownerData),
      this.#textOf(hardwareProfile),
      this.#textOf(storage),
      this.#textOf(bootActions),
      // Its fields are in order.
      JSON.stringify(addressing),
      this.#textOf(primaryNetwork),
      this.#textOf(devices ?? null),
      this.#textOf(platform.kernel),
      this.#textOf(platform.kernelParameters),
      this.#textOf(image ?? platform.image),
      this.#digestTextOf(interfaces),
      this.#digestTextOf(routes),
      this.#digestTextOf(dns),
    ]);
  }

  #textOf(shared: object | string | null): string {
    return remembered(this.#texts, shared, () => canonicalJson(shared));
  }

  #digestTextOf(shared: object): string {
    return remembered(this.#digests, shared, () => canonicalJson(digestOf(shared)));
  }

  #platform(node: DesignedNode): ApplyNodePlatformParameters {
    const { platform, metadata, hardware_profile: profile = '' } = node.data;
    const image = platform?.image ?? '';
    const hardware = this.#model.hardwareProfiles.get(profile)?.data ?? {};
    return {
      image,
      kernel: platform?.kernel ?? this.#images.get(image)?.kernel ?? null,
      kernelParameters: renderKernelParameters(platform?.kernel_params, hardware).text,
      tags: [...(metadata?.tags ?? [])],
      ownerData: labelsOf(metadata?.owner_data),
    };
  }

  #storageOf(node: DesignedNode): ResolvedStorage {
    const aliases = aliasesOf(node, this.#model);
    const withAliases = remembered(this.#storage, aliases, () => new Map<StorageData | undefined, ResolvedStorage>());
    return remembered(withAliases, node.data.storage, () => {
      const effective = effectiveStorage(node.data.storage ?? {}, aliases);
      return { effective, digest: digestOf(effective) };
    });
  }
}

/** Each once, the boot MAC first. */
function macsOf(bootMac: string | null, others: readonly string[] = []): string[] {
  const boot = bootMac === null ? [] : [bootMac];
  return others.length === 0 ? boot : [...new Set([...boot, ...others.map((mac) => mac.toLowerCase())])];
}
