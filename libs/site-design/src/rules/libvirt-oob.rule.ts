import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const libvirtOob: Rule = {
  id: 'DD0402',
  aliases: ['DD4002'],
  title: 'libvirt',
  *check(model) {
    for (const node of model.nodes.values()) {
      const { type, libvirt_uri: uri } = node.data.oob ?? {};
      if (type !== 'libvirt') continue;
      const at = placeOf(node, 'oob', 'libvirt_uri');
      if (uri === undefined) {
        yield { message: `libvirt needs oob.libvirt_uri; node ${node.name} has none`, advice: 'Set it.', at };
      } else if (!uri.startsWith('qemu+ssh://')) {
        yield { message: 'libvirt is reached over SSH', advice: 'Begin the URI with qemu+ssh://.', at };
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
