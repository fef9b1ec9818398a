import { DriverError } from '@drydock/driver';
import { ProgramError, runProgram, type ProgramEnd } from '@drydock/program';
import { join } from 'node:path';
import { failureOf, notInstalled } from './failures.js';
import type { LibvirtTarget } from './libvirt.settings.js';
import { withPrivateFolder, writePrivate } from './private-folder.js';
import { withSsh } from './ssh.js';

/** A connection, its call and its answer. */
const longestMs = 60_000;

/** What a call is for. */
type Purpose = 'question' | 'change';

/** A libvirt host, spoken to with virsh: a process and a connection for each call. */
export class Hypervisor {
  /** The URI without account: for errors and documents. */
  readonly name: string;

  constructor(
    readonly target: LibvirtTarget,
    private readonly signal: AbortSignal,
  ) {
    const shown = new URL(target.uri.href);
    shown.username = '';
    this.name = shown.href;
  }

  ask(...words: readonly string[]): Promise<string> {
    return this.#call(words, 'question');
  }

  change(...words: readonly string[]): Promise<string> {
    return this.#call(words, 'change');
  }

  /** Defines a domain, as it is to be from its next start on. */
  async define(xml: string): Promise<void> {
    await withPrivateFolder(async (folder) => {
      const file = join(folder, 'domain.xml');
      await writePrivate(file, xml);
      await this.#call(['define', file], 'change');
    });
  }

  async #call(words: readonly string[], purpose: Purpose): Promise<string> {
    const { ssh } = this.target;
    const run = (command?: string) => this.#run(words, { purpose, command });
    const ended = await (ssh === null ? run() : withSsh(ssh, run));
    if (ended.code === 0) return ended.stdout;
    const changes = purpose === 'change';
    throw failureOf(this.name, { words: words.join(' '), stderr: ended.stderr, changes });
  }

  async #run(
    words: readonly string[],
    { purpose, command }: { readonly purpose: Purpose; readonly command?: string },
  ): Promise<ProgramEnd> {
    const uri = new URL(this.target.uri.href);
    if (command !== undefined) uri.searchParams.set('command', command);
    const args = ['--quiet', '--connect', uri.href, ...words];
    try {
      return await runProgram({ program: 'virsh', args, timeoutMs: longestMs, signal: this.signal });
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw this.#unfinished(error, words.join(' '), purpose);
    }
  }

  #unfinished(error: ProgramError, words: string, purpose: Purpose): unknown {
    if (error.fault === 'missing') return notInstalled(error);
    if (error.fault === 'stopped' && purpose === 'question') {
      return new DOMException(`stopped during virsh ${words}`, 'AbortError');
    }
    const kind = error.fault === 'too-long' ? 'rejected' : 'timed-out';
    return new DriverError(kind, `libvirt at ${this.name}: virsh ${words} has no end (${error.message})`, {
      evidence: [`virsh ${words}`, error.message],
      leftRunning: purpose === 'change' && error.fault !== 'too-long',
      cause: error,
    });
  }
}
