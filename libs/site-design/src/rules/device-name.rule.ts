import type { HardwareProfileData } from '../schemas/hardware-profile.js';
import type { HostProfileData } from '../schemas/host-profile.js';
import { entriesOf, placeIn, placeOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

const interfaceName = /^(eth|en[opsxudP]|em|ib|p\d+p|wl|ens|lo|bond|team|vmnic|usb)\w*$/;
const diskName =
  /^(\/dev\/.+|disk\/by-.+|(sd|vd|hd|xvd)[a-z]+|nvme\d+n\d+|mmcblk\d+|md\d+|dm-\d+|pmem\d+|dasd[a-z]+|c\d+d\d+|cciss\/.+|mapper\/.+)$/;

/** What is named by neither an alias nor the kernel may be a typo: the system is then asked for a device of that name. */
export const deviceName: Rule = {
  id: 'DD0305',
  aliases: [],
  title: 'Devices have an alias, or a name that the kernel gives',
  *check(model) {
    const checked = new Map<object, Set<string>>();
    const isNew = (value: object, profile: string): boolean => {
      const profiles = checked.get(value) ?? new Set();
      checked.set(value, profiles);
      return !profiles.has(profile) && profiles.add(profile).has(profile);
    };
    for (const node of model.nodes.values()) {
      const { hardware_profile: name = '', interfaces, storage } = node.data;
      const aliases = model.hardwareProfiles.get(name)?.data.device_aliases;
      if (interfaces !== undefined && isNew(interfaces, name)) yield* members(node, interfaces, aliases);
      const disks = storage?.physical_devices;
      if (disks !== undefined && isNew(disks, name)) {
        for (const [disk] of entriesOf(disks)) {
          if (isKnown(disk, diskName, aliases)) continue;
          yield unknown(node, disk, ['storage', 'physical_devices', disk]);
        }
      }
    }
    yield* raidDisks(model);
  },
};

type Aliases = HardwareProfileData['device_aliases'];

const isKnown = (name: string, kernelName: RegExp, aliases: Aliases): boolean =>
  (aliases !== undefined && Object.hasOwn(aliases, name)) || kernelName.test(name);

function* members(
  node: DesignedNode,
  interfaces: NonNullable<HostProfileData['interfaces']>,
  aliases: Aliases,
): Iterable<Problem> {
  for (const [name, { slaves = [] }] of entriesOf(interfaces)) {
    for (const member of slaves) {
      if (isKnown(member, interfaceName, aliases)) continue;
      yield unknown(node, member, ['interfaces', name, 'slaves', member]);
    }
  }
}

const unknown = (node: DesignedNode, name: string, path: readonly string[]): Problem => ({
  level: 'warning',
  message: `"${name}" is no alias of the hardware profile ${node.data.hardware_profile ?? ''}, and no name that the kernel usually gives`,
  advice: 'Add it to device_aliases of the hardware profile, or correct the name.',
  at: placeOf(node, ...path),
});

/** Disks of a RAID have no other name than their alias. */
function* raidDisks(model: SiteModel): Iterable<Problem> {
  for (const profile of model.hardwareProfiles.values()) {
    for (const [index, { disks = [] }] of (profile.data.raid?.volumes ?? []).entries()) {
      for (const disk of disks) {
        if (profile.data.device_aliases !== undefined && Object.hasOwn(profile.data.device_aliases, disk)) continue;
        yield {
          level: 'warning',
          message: `"${disk}" is no alias of this hardware profile`,
          advice: 'Add it to device_aliases, or correct the name.',
          at: placeIn(profile, 'raid', 'volumes', String(index), 'disks', disk),
        };
      }
    }
  }
}
