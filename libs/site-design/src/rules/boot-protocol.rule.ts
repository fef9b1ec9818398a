import { placeIn, placeOf, type DesignedNode, type SiteModel } from '../site-model.js';
import { mounts } from './mounts.js';
import type { Problem, Rule } from './rule.js';

/** Bootstrappers whose nodes boot from the network alone. */
const networkOnly: readonly string[] = ['builtin', 'maas'];

export const bootProtocol: Rule = {
  id: 'DD0308',
  aliases: [],
  title: 'How nodes boot fits their bootstrapper and disks',
  *check(model) {
    const judged = new Set<string>();
    for (const node of model.nodes.values()) yield* fromElsewhere(node, model, judged);
    for (const { node, value } of model.distinct.storage) {
      if (profileOf(node, model)?.data.boot_mode !== 'bios') continue;
      for (const { mountpoint, path } of mounts(value)) {
        if (mountpoint !== '/boot/efi') continue;
        yield {
          level: 'warning',
          message: '/boot/efi is for UEFI, but the hardware profile says that nodes start as with a BIOS',
          advice: 'Set boot_mode to uefi, or take the partition out.',
          at: placeOf(node, ...path, 'filesystem', 'mountpoint'),
        };
      }
    }
  },
};

const profileOf = ({ data }: DesignedNode, model: SiteModel) =>
  data.hardware_profile === undefined ? undefined : model.hardwareProfiles.get(data.hardware_profile);

/** Once for each hardware profile and bootstrapper. */
function* fromElsewhere(node: DesignedNode, model: SiteModel, judged: Set<string>): Iterable<Problem> {
  const profile = profileOf(node, model);
  const protocol = profile?.data.bootstrap_protocol ?? 'pxe';
  if (profile === undefined || protocol === 'pxe') return;
  const type = (node.data.bootstrapper ?? model.region?.data.bootstrapper)?.type;
  if (type === undefined || !networkOnly.includes(type)) return;
  const key = `${profile.name} ${type}`;
  if (judged.has(key)) return;
  judged.add(key);
  yield {
    level: 'warning',
    message: `nodes with this hardware profile boot from ${protocol}, such as ${node.name}, but the bootstrapper ${type} boots nodes from the network`,
    advice: 'Set bootstrap_protocol to pxe, or choose another bootstrapper.',
    at: placeIn(profile, 'bootstrap_protocol'),
  };
}
