import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const bootMac: Rule = {
  id: 'DD0301',
  aliases: [],
  title: 'Boot MAC',
  *check(model) {
    for (const node of model.nodes.values()) {
      const { metadata, hardware_profile: hardware, bootstrapper } = node.data;
      const profile = hardware === undefined ? undefined : model.hardwareProfiles.get(hardware)?.data;
      const hasBootstrapper = bootstrapper !== undefined || model.region?.data.bootstrapper !== undefined;
      if (metadata?.boot_mac !== undefined || !hasBootstrapper) continue;
      if ((profile?.bootstrap_protocol ?? 'pxe') !== 'pxe') continue;
      yield {
        message: `node ${node.name} boots from the network, but has no boot MAC`,
        advice: 'Set metadata.boot_mac to the MAC address of the interface that it boots from.',
        at: placeOf(node, 'metadata', 'boot_mac'),
      };
    }
  },
};
