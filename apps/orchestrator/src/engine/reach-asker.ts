import { parse, ReachAnswer, subjects, type Failure } from '@drydock/contracts';
import type { Broker } from '@drydock/messaging';
import type { ActionEnd } from '../domain/walk.js';
import type { ReachQuestion } from './mover.js';

const answerWithinMilliseconds = 20_000;

/** Asks services whether they can reach a target. Each answer is the end of the step that asked. */
export class ReachAsker {
  constructor(
    private readonly broker: Broker,
    private readonly onAnswer: (end: ActionEnd & { readonly id: string }) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  readonly ask = (questions: readonly ReachQuestion[]): void => {
    for (const question of questions) {
      this.answerTo(question)
        .then((end) => this.onAnswer(end))
        .catch(this.onError);
    }
  };

  private async answerTo({ actionId, service, target }: ReachQuestion): Promise<ActionEnd & { readonly id: string }> {
    const { reachable, failure } = await this.query(service, target);
    const end = { id: actionId, noop: null, would: null };
    return reachable
      ? { ...end, state: 'succeeded', result: { reachable }, failure: null }
      : { ...end, state: 'failed', result: null, failure };
  }

  private async query(service: ReachQuestion['service'], target: object): Promise<ReachAnswer> {
    try {
      const message = await this.broker.connection.request(subjects.reach(service), JSON.stringify({ target }), {
        timeout: answerWithinMilliseconds,
      });
      const parsed = parse(ReachAnswer, message.json<unknown>(), 'ignore');
      if (parsed.ok) return parsed.value;
      return { reachable: false, failure: silence(service, JSON.stringify(parsed.complaints)) };
    } catch (error) {
      return { reachable: false, failure: silence(service, error instanceof Error ? error.message : String(error)) };
    }
  }
}

const silence = (service: string, evidence: string): Failure => ({
  kind: 'unreachable',
  message: `the ${service} service did not say whether it reaches the target`,
  evidence: [evidence],
  advice: `See whether the ${service} service is up and connected to NATS.`,
  leftRunning: false,
});
