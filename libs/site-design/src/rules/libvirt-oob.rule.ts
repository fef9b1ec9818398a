import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const libvirtOob: Rule = {
  id: 'DD0402',
  aliases: ['DD4002'],
  title: 'libvirt',
  fixed: 'nothing could power the node',
  *check(model) {
    for (const node of model.nodes.values()) {
      const { type, libvirt_uri: uri } = node.data.oob ?? {};
      if (type !== 'libvirt') continue;
      if (uri === undefined || !uri.startsWith('qemu+ssh://')) {
        yield {
          message:
            uri === undefined
              ? `libvirt needs oob.libvirt_uri; node ${node.name} has none`
              : 'libvirt is reached over SSH',
          advice: 'Set oob.libvirt_uri to a URI that begins with qemu+ssh://.',
          at: placeOf(node, 'oob', 'libvirt_uri'),
        };
      }
      if (node.data.metadata?.boot_mac === undefined) {
        yield {
          message: `libvirt needs the boot MAC; node ${node.name} has none`,
          advice: 'Set metadata.boot_mac.',
          at: placeOf(node, 'metadata', 'boot_mac'),
        };
      }
    }
  },
};
