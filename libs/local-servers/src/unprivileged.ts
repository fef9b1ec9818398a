import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server.error.js';

const run = promisify(execFile);

/** How a server that refuses to run as root is run by root. */
export interface Unprivileged {
  readonly uid: number;
  readonly gid: number;
  /** Goes before the command. */
  readonly prefix: readonly string[];
}

/**
 * An account that is not root, able to reach every one of `paths`. Directories above them may be private to root (a clone below
 * /root, a `mktemp -d`): then, and only then, the server keeps the capability to search directories, and nothing else.
 */
export async function unprivileged(paths: readonly string[]): Promise<Unprivileged> {
  const account = (await idsOf('postgres')) ?? (await idsOf('nobody'));
  if (!account) throw new LocalServerError('Postgres does not run as root, and there is no account postgres or nobody');
  const drop = ['setpriv', '--reuid', `${account.uid}`, '--regid', `${account.gid}`, '--clear-groups'];
  for (const capability of [undefined, 'dac_read_search', 'dac_override']) {
    const prefix = [...drop, ...(capability ? keeping(capability) : ['--inh-caps=-all'])];
    const [program = '', ...args] = [...prefix, 'ls', '-d', ...paths];
    const reachable = await run(program, args, { cwd: '/' }).then(
      () => true,
      () => false,
    );
    if (reachable) return { ...account, prefix };
  }
  throw new LocalServerError(
    'Postgres does not run as root, and setpriv (package util-linux) could not start it as another account; ' +
      'start Drydock as another user, or set DATABASE_URL',
  );
}

/** access(2) forgets capabilities of accounts other than root unless told not to (capabilities(7), SECBIT_NO_SETUID_FIXUP). */
const keeping = (capability: string): string[] => [
  `--inh-caps=-all,+${capability}`,
  `--ambient-caps=-all,+${capability}`,
  '--securebits=+no_setuid_fixup',
];

async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return undefined;
  }
}

let leashable: Promise<boolean> | undefined;

/** Has the kernel stop the server when this process dies, even by kill -9, where setpriv can (Linux). Goes before the command. */
export async function leash(stopSignal: NodeJS.Signals): Promise<readonly string[]> {
  leashable ??= run('setpriv', ['--pdeathsig', 'TERM', 'true']).then(
    () => true,
    () => false,
  );
  return (await leashable) ? ['setpriv', '--pdeathsig', stopSignal.replace('SIG', '')] : [];
}
