import type { EffectiveNetwork, InventoryDisk } from '@drydock/contracts';
import { findChosen, missingDisks } from '../domain/chosen-disks.js';
import { productionVlan, type ConfigDrive } from '../domain/config-drive.js';
import { hardwareOrders } from '../domain/hardware-items.js';
import { imageDevice } from '../domain/image-disk.js';
import { repositoryFiles, type KnownRepository } from '../domain/repository-files.js';
import type { ConfigureRequest, DeployRequest, DeploySecrets, EraseRequest } from '../domain/work.js';
import type { ImageRow } from '../persistence/image.entity.js';
import type { NodeRow } from '../persistence/node.entity.js';
import { disksOf } from '../persistence/work.store.js';

/** The lines of an answer that carry work, without its token. */
export type Order = (readonly [string, string | number])[];

/** Why open work cannot be handed out: the node or the site changed since it was asked for. */
export class ImpossibleOrder extends Error {
  override readonly name = 'ImpossibleOrder';
}

export function configureOrder(id: string, { profile, allowDataLoss }: ConfigureRequest): Order {
  const items = hardwareOrders(profile).flatMap(({ kind, name, value, details }, index) =>
    [['kind', kind], ['name', name], ['value', value], ...details].map(
      ([field, text]) => [`item.${index}.${field}`, String(text)] as const,
    ),
  );
  return [['work', 'configure'], ['id', id], ['allow_data_loss', allowDataLoss ? 'yes' : 'no'], ...items];
}

export function eraseOrder(id: string, node: NodeRow, request: EraseRequest): Order {
  const disks = disksOf(node, request).flatMap((disk, index) => [
    [`disk.${index}.name`, disk.name] as const,
    [`disk.${index}.serial`, disk.serial ?? disk.name] as const,
  ]);
  return [['work', 'erase'], ['id', id], ['method', request.method], ...disks];
}

export interface DeployFacts {
  readonly id: string;
  readonly node: NodeRow;
  readonly request: DeployRequest;
  readonly secrets: DeploySecrets;
  readonly image: ImageRow;
  readonly networks: readonly EffectiveNetwork[];
  readonly repositories: readonly KnownRepository[];
  /** This bootstrapper, as the node reaches it. */
  readonly url: string;
}

export function deployOrder(facts: DeployFacts): Order {
  const { id, image, url } = facts;
  if (image.state !== 'available') throw new ImpossibleOrder(`the image ${image.name} is ${image.state}`);
  const disk = diskFor(facts.node);
  const drive = Buffer.from(JSON.stringify(configDriveOf(facts))).toString('base64');
  return [
    ['work', 'deploy'],
    ['id', id],
    ['image_name', image.name],
    ['image_url', `${url}/images/${encodeURIComponent(image.name)}`],
    ['image_sha256', image.sha256],
    ['image_bytes', image.sizeBytes ?? 0],
    ['disk_name', disk.name],
    ['disk_serial', disk.serial ?? ''],
    ['config_drive', drive],
    ['after', 'power-off'],
  ];
}

function diskFor({ storage, inventory }: NodeRow): InventoryDisk {
  const disks = inventory?.disks ?? [];
  const missing = missingDisks(storage?.disks ?? [], disks);
  if (missing.length > 0) {
    throw new ImpossibleOrder(`its disks changed since storage was applied, ${missing.join(', ')} is missing`);
  }
  const device = storage ? imageDevice(storage.storage) : undefined;
  const chosen = storage?.disks.find(({ alias }) => alias === device);
  const disk = chosen && findChosen(chosen, disks);
  if (!disk) throw new ImpossibleOrder('its storage does not say which disk holds /');
  return disk;
}

function configDriveOf({ node, request, secrets, networks, repositories, url }: DeployFacts): ConfigDrive {
  const { networking, storage, platform } = node;
  if (!networking || !storage || !platform) throw new ImpossibleOrder('its settings were taken back');
  const { image: _image, ...settings } = platform;
  const { bootDataUrl } = request;
  const { bootDataKey, userData, phoneHomeKey } = secrets;
  return {
    hostname: request.hostname,
    authorizedKeys: request.authorizedKeys,
    networking,
    storage: storage.storage,
    platform: settings,
    productionVlan: productionVlan(networking, networks),
    phoneHome: { url: `${url}/phone-home`, key: phoneHomeKey },
    bootData: bootDataUrl !== null && bootDataKey !== null ? { url: bootDataUrl, key: bootDataKey } : null,
    userData,
    files: repositoryFiles(repositories),
  };
}
