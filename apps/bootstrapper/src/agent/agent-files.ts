import { join } from 'node:path';

/** The kernel and the initial RAM disk that the agent runs in, and the command line it starts with. */
export class AgentFiles {
  constructor(
    /** Null where no agent is installed: its files are then not found. */
    private readonly directory: string | null,
    readonly kernelParameters: string,
  ) {}

  pathOf(file: 'kernel' | 'initrd'): string | null {
    return this.directory === null ? null : join(this.directory, file);
  }
}
