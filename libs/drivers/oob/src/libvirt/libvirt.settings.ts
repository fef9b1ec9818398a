import { isOverSsh, isSealed, whyNoLibvirtUri, type OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { spacingSeconds } from '../bmc-spacing.js';

/** What the target of a libvirt domain has on top of the contract's fields, in JSON Schema. */
export const libvirtSettings = {
  type: 'object',
  required: ['address'],
  properties: {
    address: {
      type: 'string',
      description: 'libvirt URI, such as qemu+ssh://host/system or qemu:///system; a host means qemu+ssh to its system',
    },
    systemId: { type: 'string', description: 'name or UUID of the domain; left out, the name of the node' },
    credential: {
      type: 'object',
      writeOnly: true,
      description: 'for SSH; left out, the keys of the user that runs the service',
      properties: {
        username: { type: 'string' },
        privateKey: { type: 'string', writeOnly: true, description: 'an OpenSSH key without passphrase' },
      },
    },
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        uri: { type: 'string', description: 'libvirt URI, where the address is something else' },
        domain: { type: 'string', description: 'the same as systemId' },
        hostKey: {
          type: 'string',
          description:
            'public SSH key of the host, such as ssh-ed25519 AAAA…; left out, known_hosts of the user is asked',
        },
        hostKeyChecking: {
          type: 'boolean',
          default: true,
          description: 'false takes any host for the right one: for a laboratory alone',
        },
        spacingSeconds,
        settleSeconds: {
          type: 'integer',
          minimum: 1,
          default: 60,
          description: 'how long the power may take to follow what libvirt has accepted',
        },
      },
    },
  },
} as const;

/** How to log in over SSH. */
export interface SshLogin {
  readonly username: string | undefined;
  readonly privateKey: string | undefined;
  readonly hostKey: string | undefined;
  readonly hostKeyChecking: boolean;
}

/** A hypervisor as virsh is told of it, and the domain that is meant. */
export interface LibvirtTarget {
  readonly uri: URL;
  /** Null where the URI is not over SSH. */
  readonly ssh: SshLogin | null;
  /** Undefined where none is named. */
  readonly domain: string | undefined;
  readonly settleMs: number;
}

export function libvirtTarget(target: OobTarget, node = ''): LibvirtTarget {
  const { address, systemId, options = {} } = target;
  const atAddress = uriOf(address.includes('://') ? address : `qemu+ssh://${address}/system`);
  const named = textIn(options, 'uri');
  const uri = named === undefined ? atAddress : uriOf(named);
  // A credential is sealed for the address: nobody may have it carried to another host.
  if (target.credential !== undefined && uri.hostname !== '' && uri.hostname !== atAddress.hostname) {
    throw refused(`options.uri is of ${uri.hostname}, and the credential is for ${atAddress.hostname}`);
  }
  const { settleSeconds = libvirtSettings.properties.options.properties.settleSeconds.default } = options;
  if (typeof settleSeconds !== 'number' || !(settleSeconds >= 1))
    throw refused('options.settleSeconds is no number from 1');
  if (target.port !== undefined && uri.host !== '') uri.port = String(target.port);
  const domain = textIn(options, 'domain') ?? systemId ?? (node === '' ? undefined : node);
  return {
    uri,
    domain,
    ssh: isOverSsh(uri) ? sshOf(target, uri) : null,
    settleMs: settleSeconds * 1000,
  };
}

function uriOf(text: string): URL {
  if (!URL.canParse(text)) throw refused(`${text} is not a libvirt URI`);
  const uri = new URL(text);
  if (uri.password !== '') throw refused('a libvirt URI has no password in it: give a credential');
  const fault = whyNoLibvirtUri(uri);
  if (fault === null) return uri;
  throw new DriverError('rejected', fault, {
    advice:
      'Such as qemu+ssh://host/system or qemu:///system; of parameters socket alone can be set, keys and host keys are given by credential and options.',
  });
}

function sshOf({ credential, options = {} }: OobTarget, uri: URL): SshLogin {
  const { hostKeyChecking = true } = options;
  if (typeof hostKeyChecking !== 'boolean') throw refused('options.hostKeyChecking is true or false');
  const hostKey = textIn(options, 'hostKey');
  if (hostKey !== undefined && !/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( .*)?$/.test(hostKey)) {
    throw refused('options.hostKey is a public SSH key in one line, such as ssh-ed25519 AAAA…');
  }
  const inUri = uri.username === '' ? undefined : decodeURIComponent(uri.username);
  const { username = inUri, privateKey } = credential === undefined || isSealed(credential) ? {} : credential;
  if (credential !== undefined && typeof privateKey !== 'string') {
    throw new DriverError('unauthorized', 'libvirt over SSH needs a credential with username and privateKey', {
      advice: 'Give an OpenSSH key as credential.privateKey; passwords are not typed in by anybody here.',
    });
  }
  if (username !== undefined && (typeof username !== 'string' || !/^[\w.@-]+$/.test(username))) {
    throw refused('this is no user name of SSH');
  }
  return { username, privateKey: typeof privateKey === 'string' ? privateKey : undefined, hostKey, hostKeyChecking };
}

function textIn(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw refused(`options.${name} of a libvirt domain is a text`);
}

const refused = (message: string) => new DriverError('rejected', message);
