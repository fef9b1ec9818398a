import { isOverSsh, isSealed, whyNoLibvirtUri } from '@drydock/contracts';
import { libvirtUriOf } from '../resolve/libvirt.js';
import { placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const libvirtOob: Rule = {
  id: 'DD0402',
  aliases: ['DD4002'],
  title: 'libvirt',
  fixed: 'nothing could power the node',
  *check(model) {
    for (const node of model.nodes.values()) {
      if (node.data.oob?.type !== 'libvirt') continue;
      yield* uri(node);
      yield* login(node);
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

const uriAdvice =
  'Set oob.libvirt_uri, such as qemu+ssh://user@host/system, or qemu:///system for libvirt beside the oob service.';

function* uri(node: DesignedNode): Iterable<Problem> {
  const { libvirt_uri: written } = node.data.oob ?? {};
  const read = libvirtUriOf(node.data.oob ?? {});
  const at = placeOf(node, 'oob', 'libvirt_uri');
  if (written === undefined) {
    yield { message: `libvirt needs oob.libvirt_uri; node ${node.name} has none`, advice: uriAdvice, at };
  } else if (read !== null) {
    const message = whyNoLibvirtUri(read);
    if (message !== null) yield { message, advice: uriAdvice, at };
  } else if (!written.includes('://')) {
    // Others that cannot be read are no address at all, which is another rule's.
    yield { message: 'what is written there is no libvirt URI', advice: uriAdvice, at };
  }
}

/** SSH takes a key: nobody types a password in. */
function* login(node: DesignedNode): Iterable<Problem> {
  const { credential, account } = node.data.oob ?? {};
  const read = libvirtUriOf(node.data.oob ?? {});
  if (credential === undefined || isSealed(credential) || read === null || !isOverSsh(read)) return;
  const at = placeOf(node, 'oob', 'credential');
  const isText = typeof credential === 'string';
  if (!isText && credential['privateKey'] === undefined) {
    const message = 'libvirt over SSH needs a private key, which this credential has none of';
    yield { message, advice: 'Give the key as a text, or as { username, privateKey }.', at };
    return;
  }
  if (isText && !credential.includes('PRIVATE KEY')) {
    const message = 'the credential of libvirt over SSH is a private key, and this text does not look like one';
    yield { level: 'warning', message, advice: 'Give an OpenSSH key without passphrase.', at };
  }
  if (read.username !== '' || account !== undefined || (!isText && credential['username'] !== undefined)) return;
  yield {
    level: 'warning',
    message: 'nothing says whose key it is: it is used for the user that runs the oob service',
    advice: 'Set oob.account, or name the user in oob.libvirt_uri.',
    at,
  };
}
