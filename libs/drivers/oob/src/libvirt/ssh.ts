import { join } from 'node:path';
import type { SshLogin } from './libvirt.settings.js';
import { withPrivateFolder, writePrivate } from './private-folder.js';

/** The name that the host has in our known_hosts, whatever its address. */
const hostAlias = 'drydock-target';

/** Lends a program that virsh calls as its ssh: one that knows the key and the host key, and asks nobody anything. */
export const withSsh = <T>(login: SshLogin, work: (command: string) => Promise<T>): Promise<T> =>
  withPrivateFolder(async (folder) => {
    const { privateKey, hostKey } = login;
    await writePrivate(join(folder, 'config'), configurationOf(login, folder));
    if (privateKey !== undefined) await writePrivate(join(folder, 'key'), `${privateKey.trim()}\n`);
    if (hostKey !== undefined) await writePrivate(join(folder, 'known_hosts'), `${hostAlias} ${hostKey}\n`);
    const command = join(folder, 'ssh');
    await writePrivate(command, `#!/bin/sh\nexec ssh -F '${join(folder, 'config')}' "$@"\n`, 0o700);
    return work(command);
  });

function configurationOf({ username, privateKey, hostKey, hostKeyChecking }: SshLogin, folder: string): string {
  const checked =
    hostKey === undefined ? [] : [`HostKeyAlias ${hostAlias}`, `UserKnownHostsFile ${folder}/known_hosts`];
  const lines = [
    'BatchMode yes',
    'ConnectTimeout 20',
    'ServerAliveInterval 10',
    ...(username === undefined ? [] : [`User ${username}`]),
    ...(privateKey === undefined ? [] : [`IdentityFile ${folder}/key`, 'IdentitiesOnly yes', 'IdentityAgent none']),
    ...(hostKeyChecking
      ? ['StrictHostKeyChecking yes', ...checked, ...(hostKey === undefined ? [] : ['GlobalKnownHostsFile /dev/null'])]
      : ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR']),
  ];
  return `Host *\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
