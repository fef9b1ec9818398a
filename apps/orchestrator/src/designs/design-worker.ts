import { parentPort, workerData } from 'node:worker_threads';
import { compileBody, type BodyToCompile } from './compile-body.js';
import { handOver, memoryOf } from './handed-over.js';

/** The thread that designs are compiled in: bodies in, what became of them out, one after another. */
export interface DesignWorkerData {
  readonly limitBytes: number;
}

const data: unknown = workerData;
if (!isWorkerData(data)) throw new Error('the thread that compiles designs was started by something else');
const { limitBytes } = data;

parentPort?.on('message', (job: BodyToCompile) => {
  void compileBody(job, limitBytes).then((compiled) => {
    const handed = handOver(compiled);
    parentPort?.postMessage(handed, memoryOf(handed));
  });
});

function isWorkerData(given: unknown): given is DesignWorkerData {
  return typeof given === 'object' && given !== null && 'limitBytes' in given;
}
