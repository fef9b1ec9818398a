import { refusal, retryAfterSeconds } from './refusal.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';
import { at, linkOf, pathOf, textOf, type JsonObject } from './wire.js';

/** A task is followed for this many looks, at most 2 s apart; what takes longer is left running. */
const maximumLooks = 10;
/** Between the first two looks at least, and between any two of the later ones, whatever the BMC asks for. */
const shortestSeconds = { atFirst: 0.05, later: 1 };
const failedStates = ['exception', 'killed', 'cancelled', 'failed', 'completedwitherrors', 'rebootfailed'];
/** States of a task, or of a Dell job, that waits for the next start: there is nothing to wait for meanwhile. */
const waitingStates = ['scheduled', 'suspended'];
/** The BMC is busy, which says nothing of the task. */
const busy = [429, 502, 503, 504];
/** The account may not look at tasks, or nobody may. */
const unseen = [401, 403, 405];

/** Whether a task, or a job of Dell's, is over, however it went. */
export const hasEnded = ({ TaskState, JobState }: JsonObject): boolean =>
  /complete|fail|cancel|exception|killed/i.test(textOf(TaskState) ?? textOf(JobState) ?? '');

/** Where to ask how it went; null when the BMC does not say. */
export const monitorOf = ({ headers, body }: RedfishAnswer): string | null =>
  pathOf(headers.location) ?? pathOf(at(body, 'TaskMonitor')) ?? linkOf(body);

export interface TaskLooks {
  /** Null where no answer comes that counts. */
  readonly look: (path: string) => Promise<RedfishAnswer | null>;
  readonly wait: (seconds: number) => Promise<void>;
}

/**
 * Follows a task monitor, a task or a Dell job to its end, for a while. Throws what it failed with. What was accepted
 * stays so where nobody can say what became of it, as when the BMC restarts meanwhile: it is left running.
 */
export async function followTask(
  path: string,
  accepted: RedfishAnswer,
  { look, wait }: TaskLooks,
): Promise<'completed' | 'running'> {
  let asked = retryAfterSeconds(accepted.headers) ?? 0.5;
  for (let looks = 0; looks < maximumLooks; looks += 1) {
    await wait(Math.max(asked, Math.min(shortestSeconds.atFirst * 2 ** looks, shortestSeconds.later)));
    const answer = await look(path);
    if (answer === null || unseen.includes(answer.status)) return 'running';
    asked = retryAfterSeconds(answer.headers) ?? 2;
    if (busy.includes(answer.status)) continue;
    const state = stateOf(path, answer);
    if (state !== 'under way') return state;
  }
  return 'running';
}

function stateOf(path: string, answer: RedfishAnswer): 'completed' | 'running' | 'under way' {
  const request: RedfishRequest = { method: 'GET', path };
  // Monitors are taken away some time after the end.
  if (answer.status === 404 || answer.status === 410) return 'completed';
  if (answer.status >= 300) throw refusal(request, answer);
  const state = (textOf(at(answer.body, 'TaskState')) ?? textOf(at(answer.body, 'JobState')))?.toLowerCase();
  const critical = textOf(at(answer.body, 'TaskStatus'))?.toLowerCase() === 'critical';
  if (state !== undefined && (failedStates.includes(state) || (state === 'completed' && critical)))
    throw refusal(request, answer);
  if (state !== undefined && waitingStates.includes(state)) return 'running';
  return answer.status !== 202 && (state === undefined || state === 'completed') ? 'completed' : 'under way';
}
