import type { FailureKind } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

interface Meaning {
  readonly pattern: RegExp;
  readonly kind: FailureKind;
  readonly advice?: string;
}

/** What virsh and the ssh below it say (in the language C), and what that means; the first that fits. */
const meanings: readonly Meaning[] = [
  {
    pattern: /Host key verification failed|No \S+ host key is known/,
    kind: 'rejected',
    advice:
      'Give the host key (options.hostKey), or add it to known_hosts of the user that runs the service. If it has changed without a reason, somebody may stand in between.',
  },
  {
    pattern: /Permission denied|Load key|authentication (failed|unavailable)|access denied/i,
    kind: 'unauthorized',
    advice: 'Check user name and private key, and that the user may use libvirt there (group libvirt).',
  },
  { pattern: /failed to get domain|Domain not found|no domain with matching/i, kind: 'not-found' },
  { pattern: /cannot acquire state change lock|Timed out during operation|is being destroyed/i, kind: 'busy' },
  {
    pattern:
      /failed to connect|Cannot recv data|End of file while reading|client socket is closed|Broken pipe|keepalive/i,
    kind: 'unreachable',
    advice: 'Check the URI, that libvirt runs there, and that its host is reached from here.',
  },
  { pattern: /not supported|no connection driver/i, kind: 'unsupported' },
];

/** A call of virsh that ended badly. */
export interface FailedCall {
  readonly words: string;
  readonly stderr: string;
  /** The call changes something. */
  readonly changes: boolean;
}

export function failureOf(where: string, { words, stderr, changes }: FailedCall): DriverError {
  const said = stderr.split('\n').flatMap((line) => line.replace(/^error: /, '').trim() || []);
  const { kind, advice } = meanings.find(({ pattern }) => pattern.test(stderr)) ?? {
    kind: 'rejected',
    advice: undefined,
  };
  const never = said.some((line) => line.includes('failed to connect to the hypervisor'));
  return new DriverError(kind, `libvirt at ${where}: ${said.at(-1) ?? 'virsh failed'}`, {
    evidence: [`virsh ${words}`, ...said.slice(-4)],
    advice,
    // Once connected, nobody knows what has become of a change whose connection broke.
    leftRunning: changes && kind === 'unreachable' && !never,
  });
}

export const notInstalled = (cause: unknown) =>
  new DriverError('unsupported', 'virsh is not installed where the oob service runs', {
    evidence: ['there is no virsh on the PATH of the service'],
    advice: 'Install the packages libvirt-clients and openssh-client there, and ask again.',
    cause,
  });
