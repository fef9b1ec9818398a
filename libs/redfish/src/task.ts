import { refusal, retryAfterSeconds } from './refusal.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';
import { at, linkOf, pathOf, textOf } from './wire.js';

/** A task is followed for this many looks, at most 2 s apart; what takes longer is left running. */
const maximumLooks = 10;
const failedStates = ['exception', 'killed', 'cancelled', 'failed', 'completedwitherrors', 'rebootfailed'];
/** States of a task, or of a Dell job, that waits for the next start: there is nothing to wait for meanwhile. */
const waitingStates = ['scheduled', 'suspended'];

/** Where to ask how it went; null when the BMC does not say. */
export const monitorOf = ({ headers, body }: RedfishAnswer): string | null =>
  pathOf(headers.location) ?? pathOf(at(body, 'TaskMonitor')) ?? linkOf(body);

export interface TaskLooks {
  readonly look: (path: string) => Promise<RedfishAnswer>;
  readonly wait: (seconds: number) => Promise<void>;
}

/** Follows a task monitor, a task or a Dell job to its end, for a while. Throws what it failed with. */
export async function followTask(
  path: string,
  accepted: RedfishAnswer,
  { look, wait }: TaskLooks,
): Promise<'completed' | 'running'> {
  let waitSeconds = retryAfterSeconds(accepted.headers) ?? 0.5;
  for (let looks = 0; looks < maximumLooks; looks += 1) {
    await wait(waitSeconds);
    const request: RedfishRequest = { method: 'GET', path };
    const answer = await look(path);
    // Monitors are taken away some time after the end.
    if (answer.status === 404 || answer.status === 410) return 'completed';
    if (answer.status >= 300) throw refusal(request, answer);
    const state = (textOf(at(answer.body, 'TaskState')) ?? textOf(at(answer.body, 'JobState')))?.toLowerCase();
    const critical = textOf(at(answer.body, 'TaskStatus'))?.toLowerCase() === 'critical';
    if (state !== undefined && (failedStates.includes(state) || (state === 'completed' && critical)))
      throw refusal(request, answer);
    if (state !== undefined && waitingStates.includes(state)) return 'running';
    if (answer.status !== 202 && (state === undefined || state === 'completed')) return 'completed';
    waitSeconds = retryAfterSeconds(answer.headers) ?? 2;
  }
  return 'running';
}
