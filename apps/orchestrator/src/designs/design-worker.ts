import { Problem } from '@drydock/service';
import { parentPort, workerData } from 'node:worker_threads';
import { compileBody, type BodyToCompile } from './compile-body.js';
import { handOver, memoryOf, type RefusedBody } from './handed-over.js';

/** The thread that designs are compiled in: bodies in, what became of them out, one after another. */
export interface DesignWorkerData {
  readonly limitBytes: number;
}

const data: unknown = workerData;
if (!isWorkerData(data)) throw new Error('the thread that compiles designs was started by something else');
const { limitBytes } = data;

parentPort?.on('message', (job: BodyToCompile) => {
  void compileBody(job, limitBytes).then(
    (compiled) => {
      const handed = handOver(compiled);
      parentPort?.postMessage(handed, memoryOf(handed));
    },
    (error: unknown) => parentPort?.postMessage(refusalOf(error)),
  );
});

/** What is no design at all is the sender's to mend; everything else ends this thread. */
function refusalOf(error: unknown): RefusedBody {
  if (!(error instanceof Problem)) throw error;
  const { status, title, detail } = error;
  return { refused: { status, title, detail } };
}

function isWorkerData(given: unknown): given is DesignWorkerData {
  return typeof given === 'object' && given !== null && 'limitBytes' in given;
}
