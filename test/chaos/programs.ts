import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild, type Running } from '../../apps/launcher/src/child-service.js';
import { keepRunning, type Kept } from '../../apps/launcher/src/keep-running.js';
import { services, type Program, type Service } from './disturbances.js';

const apps = join(import.meta.dirname, '../../apps');
const backWithinMs = 120_000;

export interface ProgramsOptions {
  readonly environmentOf: (program: Program) => Readonly<Record<string, string>>;
  readonly urlOf: (program: Program) => string;
  readonly told: (name: string, what: string) => void;
  readonly logOf: (name: string) => (line: string) => void;
}

/** The services and the bootstrapper, each a process of its own that is started again when it ends. */
export class Programs {
  /** Which ended although nobody had killed it, and how. */
  readonly fallen: string[] = [];
  private readonly kept: Kept<Running>[] = [];
  private readonly pids = new Map<Program, number>();
  private isOver = false;

  private constructor(private readonly options: ProgramsOptions) {}

  static async start(names: readonly Program[], options: ProgramsOptions): Promise<Programs> {
    const programs = new Programs(options);
    await Promise.all(names.map((name) => programs.keep(name)));
    return programs;
  }

  /** Kills it as it runs; one that is just being started again, as soon as it runs. */
  async kill(name: Program): Promise<void> {
    for (const until = performance.now() + backWithinMs; performance.now() < until; await pause(100)) {
      const pid = this.pids.get(name);
      if (pid === undefined) continue;
      process.kill(pid, 'SIGKILL');
      return;
    }
    throw new Error(`${name} did not run again within ${backWithinMs / 1_000} s.`);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.kept.map((kept) => kept.stop()));
  }

  private async keep(name: Program): Promise<void> {
    const { told, logOf } = this.options;
    const log = logOf(name);
    const start = (signal: AbortSignal): Promise<Running> => this.start(name, { log, signal });
    this.kept.push(await keepRunning({ told: (what) => told(name, what), start }));
  }

  private async start(name: Program, at: { log: (line: string) => void; signal: AbortSignal }): Promise<Running> {
    const { environmentOf, urlOf } = this.options;
    const main = join(apps, serviceOf(name), 'dist/main.js');
    const readyUrl = `${urlOf(name)}/readyz`;
    const running = await startChild({ name, main, environment: environmentOf(name), readyUrl, ...at });
    this.pids.set(name, running.pid);
    void running.exited.then((how) => {
      this.pids.delete(name);
      if (how !== 'SIGKILL' && !this.isOver) this.fallen.push(`${name} ended by itself: ${how}`);
    });
    return running;
  }
}

export function serviceOf(program: Program): Service | 'bootstrapper' {
  if (program === 'bootstrapper') return program;
  const service = services.find((each) => program.startsWith(`${each}-`));
  if (!service) throw new Error(`${program} is no replica of a service.`);
  return service;
}
