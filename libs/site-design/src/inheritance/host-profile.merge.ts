import type { Json } from '../documents/source-document.js';
import type { BaremetalNodeData } from '../schemas/baremetal-node.js';
import type {
  HostProfileData,
  InterfaceData,
  NodeMetadata,
  OobData,
  PlatformData,
  SriovData,
} from '../schemas/host-profile.js';
import type { SelectorData } from '../schemas/device-selector.js';
import type {
  DeviceData,
  FilesystemData,
  LogicalVolumeData,
  PartitionData,
  StorageData,
  VolumeGroupData,
} from '../schemas/storage.js';
import { always, fields, list, map, named, namedList, own, removable, scalar, type Merge } from './merge.js';

const text = scalar<string>();
const labels = map<string | number | boolean>();

const filesystem = removable(
  fields<FilesystemData>({
    mountpoint: text,
    fstype: text,
    mount_options: text,
    fs_uuid: text,
    fs_label: text,
  }),
);

const partition = fields<PartitionData>({
  name: own(),
  size: text,
  part_uuid: text,
  bootable: scalar(),
  labels,
  volume_group: text,
  filesystem,
});

const logicalVolume = fields<LogicalVolumeData>({ name: own(), size: text, lv_uuid: text, filesystem });

const selector = fields<SelectorData>({
  wwn: text,
  serial: text,
  path: text,
  hctl: text,
  size: text,
  rotational: scalar(),
});

const storage = fields<StorageData>({
  physical_devices: named(
    fields<DeviceData>({ selector, labels, volume_group: text, partitions: namedList(partition) }),
  ),
  volume_groups: named(fields<VolumeGroupData>({ vg_uuid: text, logical_volumes: namedList(logicalVolume) })),
});

const networkInterface = fields<InterfaceData>({
  device_link: text,
  slaves: list,
  networks: list,
  labels,
  sriov: removable(fields<SriovData>({ vf_count: scalar(), trustmode: scalar(), trustedmode: scalar() })),
});

const settings = map<Json>();

/** A map, as a driver may want fields that nobody knows here; so are the settings in it. */
const oob: Merge<OobData> = (parent, child) => {
  if (child === undefined || child === null) return parent;
  const kept: OobData = { ...parent };
  for (const key of Object.keys(child)) if (key.startsWith('!')) Reflect.deleteProperty(kept, key.slice(1));
  const options = settings(kept.options, child.options);
  const merged: OobData = { ...kept, ...child, ...(options && { options }) };
  for (const [key, value] of Object.entries(child)) {
    if (key.startsWith('!') || value === '!') Reflect.deleteProperty(merged, key);
  }
  return merged;
};

const metadataFields = fields<NodeMetadata>({
  tags: list,
  owner_data: labels,
  rack: text,
  boot_mac: own(),
  macs: own(),
});

/** Merged even where the child says nothing, as part of it is not inherited. */
const metadata: Merge<NodeMetadata> = always((parent, child) => metadataFields(parent, child ?? (parent && {})));

const inherited = {
  host_profile: own<string>(),
  hardware_profile: text,
  primary_network: text,
  oob,
  interfaces: named(networkInterface),
  storage,
  platform: fields<PlatformData>({ image: text, kernel: text, kernel_params: labels }),
  metadata,
};

/** What a HostProfile makes of the one it inherits from: the way of every field. */
export const mergeHostProfile = fields<HostProfileData>(inherited);

/** The same for a node, whose addresses and cables are its own. */
export const mergeNode = fields<BaremetalNodeData>({
  ...inherited,
  addressing: own(),
  bootstrapper: own(),
  attachments: own(),
});
