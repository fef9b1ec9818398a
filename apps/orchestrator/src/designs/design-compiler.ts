import { Problem } from '@drydock/service';
import type { Finding } from '@drydock/site-design';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BodyToCompile } from './compile-body.js';
import type { DesignWorkerData } from './design-worker.js';
import { handOver, type HandedOver } from './handed-over.js';
import { isHandedOver, isRefused } from './take-over.js';

export interface DesignCompilerLimits {
  /** Of an archive, unpacked. */
  readonly bytes: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** Designs that may wait for the one that is being compiled. */
  readonly waiting: number;
}

/** A hundred thousand nodes are compiled in less. */
export const defaultCompilerLimits = { seconds: 60, megabytes: 1_536, waiting: 16 } as const;
/** Nearly all that is made is kept; in a small nursery it would be copied again and again. */
const nurseryMegabytes = 64;

/**
 * Compiles designs in a thread of their own, one at a time, so that the event loop goes on whatever a design is. A design
 * that takes too long or too much memory ends its thread, and is a finding; the next one gets a new thread.
 */
export class DesignCompiler {
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly limits: DesignCompilerLimits) {}

  /** Throws a `Problem` when too many are waiting. */
  async compile(job: BodyToCompile): Promise<HandedOver> {
    if (this.#waiting > this.limits.waiting) {
      throw new Problem(503, 'Too many designs', 'Other designs are being compiled. Send it again in a moment.');
    }
    this.#waiting += 1;
    const compiled = this.#last.then(() => this.#compile(job));
    this.#last = compiled.catch(() => undefined);
    try {
      return await compiled;
    } finally {
      this.#waiting -= 1;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #compile(job: BodyToCompile): Promise<HandedOver> {
    try {
      return await this.#handedOver(job);
    } catch (error) {
      if (error instanceof Problem) throw error;
      await this.onApplicationShutdown();
      const { seconds, megabytes } = this.limits;
      if (isTimeout(error)) return refused(`the design takes more than ${seconds} seconds to compile`);
      if (isOutOfMemory(error)) return refused(`the design takes more than ${megabytes} MB of memory to compile`);
      throw error;
    }
  }

  async #handedOver(job: BodyToCompile): Promise<HandedOver> {
    const worker = (this.#worker ??= this.#start());
    const signal = AbortSignal.timeout(this.limits.seconds * 1_000);
    const answered = once(worker, 'message', { signal });
    worker.postMessage(job);
    const answers: readonly unknown[] = await answered;
    const [handed] = answers;
    if (isRefused(handed)) throw new Problem(handed.refused.status, handed.refused.title, handed.refused.detail);
    if (!isHandedOver(handed)) throw new Error('the thread that compiles designs answered something else');
    return handed;
  }

  #start(): Worker {
    const workerData: DesignWorkerData = { limitBytes: this.limits.bytes };
    const worker = new Worker(new URL('./design-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.megabytes, maxYoungGenerationSizeMb: nurseryMegabytes },
    });
    // One that ends while nobody waits for it is replaced when it is needed.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    worker.unref();
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = null;
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

function refused(message: string): HandedOver {
  const finding: Finding = {
    ...{ rule: 'DD0002', aliases: [], level: 'error', message },
    advice: 'Take it apart: a site is some ten thousand nodes, and what nodes have in common stands in host profiles.',
    ...{ document: null, path: '', line: null, column: null },
  };
  return handOver({ documents: [], findings: [finding], design: null });
}
