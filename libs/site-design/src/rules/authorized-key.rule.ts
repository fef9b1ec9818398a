import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

/** Options, a type, the key, and a comment, as in `authorized_keys` of OpenSSH. */
const publicKey = /^(\S+ )?(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/=]{16,}( .*)?$/;

export const authorizedKey: Rule = {
  id: 'DD0310',
  aliases: [],
  title: 'SSH keys are public keys',
  fixed: 'a private key would be on every node',
  *check({ region }) {
    if (region === null) return;
    const seen = new Set<string>();
    for (const [index, key] of (region.data.authorized_keys ?? []).entries()) {
      const at = placeIn(region, 'authorized_keys', String(index));
      const text = key.trim();
      if (key.includes('PRIVATE KEY')) {
        yield {
          message: 'a private key is among the public ones, and would be put on every node',
          advice: 'Take it out, count it as known to others, and put the public key in its place.',
          at,
        };
      } else if (!publicKey.test(text)) {
        yield {
          level: 'warning',
          message: 'this is no SSH public key, so nobody can log in with it',
          advice: 'Write the line that ssh-keygen puts into the .pub file.',
          at,
        };
      } else if (seen.has(text)) {
        yield { level: 'info', message: 'the key is there twice', advice: 'Remove one of the two.', at };
      }
      seen.add(text);
    }
  },
};
