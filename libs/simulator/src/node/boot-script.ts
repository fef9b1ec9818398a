import type { BootMode } from './boot-settings.js';

/** What an iPXE script comes to. */
export type BootDecision =
  | { readonly kind: 'agent'; readonly url: string; readonly token: string }
  /** Boots the local disk. */
  | { readonly kind: 'local-disk' }
  /** Leaves iPXE: the firmware goes on with its next boot device. */
  | { readonly kind: 'exit' };

/**
 * Reads the commands that bootstrappers use: `kernel` with the agent's words, `sanboot`, and `exit`, also behind
 * `iseq ${platform} efi &&`. What it does not know, it takes for `exit`.
 */
export function decide(script: string, mode: BootMode): BootDecision {
  for (const line of script.split(/\r?\n/)) {
    const [command, ...words] = line.trim().split(/\s+/);
    if (command === 'kernel') return agentOf(words);
    if (command === 'sanboot') return { kind: 'local-disk' };
    if (command === 'exit') return { kind: 'exit' };
    if (command === 'iseq' && words.includes('exit') && words.includes('efi') && mode === 'UEFI')
      return { kind: 'exit' };
  }
  return { kind: 'exit' };
}

function agentOf(words: readonly string[]): BootDecision {
  const valueOf = (name: string) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const [url, token] = [valueOf('drydock.url'), valueOf('drydock.token')];
  return url && token ? { kind: 'agent', url: url.replace(/\/+$/, ''), token } : { kind: 'exit' };
}
